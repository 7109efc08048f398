import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { Router } from "wouter";
import { Problem } from "./api/problem";
import { secrets } from "./api/client";
import { App } from "./app";
import "./styles/fonts.css";
import "./styles/tokens.css";
import "./styles/base.css";
import "./styles/layout.css";
import "./styles/pages.css";

const queries = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 5_000,
      refetchOnWindowFocus: true,
      // What the API refuses it will refuse again; what did not reach it may.
      retry: (failures, failure) => failures < 2 && Problem.from(failure).status === 0,
    },
    mutations: { retry: false },
  },
});

// Another key sees other orders: nothing of the one before stays. An operator's secret opens what is asked with it, and leaves
// what the page shows where it is.
secrets.subscribe((role) => {
  if (role === "key") void queries.resetQueries();
  else void queries.resetQueries({ predicate: (q) => q.state.status === "error" });
});

createRoot(document.getElementById("root")!).render(
  <StrictMode>
    <QueryClientProvider client={queries}>
      <Router base="/console">
        <App />
      </Router>
    </QueryClientProvider>
  </StrictMode>,
);
