import { Dialog } from "@ariakit/react";
import { lazy, Suspense, useState } from "react";
import { Link, Redirect, Route, Switch, useLocation } from "wouter";
import Events from "./events/page";
import { Session } from "./session";
import { Empty, Loading } from "./ui/feedback";
import { Icon, type IconName, Lighthouse } from "./ui/icons";

// The events are what most people come for: their list is part of the first script, and asked for as soon as it runs.
const Matches = lazy(() => import("./matches/page"));
const Orders = lazy(() => import("./orders/page"));
const Foresight = lazy(() => import("./foresight/page"));
const Projections = lazy(() => import("./projections/page"));
const System = lazy(() => import("./system/page"));
const Keys = lazy(() => import("./keys/page"));

const sections: { title: string; pages: { path: string; name: string; icon: IconName }[] }[] = [
  {
    title: "Markets",
    pages: [
      { path: "/events", name: "Events", icon: "events" },
      { path: "/matches", name: "Matches", icon: "matches" },
      { path: "/foresight", name: "Foresight", icon: "foresight" },
    ],
  },
  { title: "Trading", pages: [{ path: "/orders", name: "Orders", icon: "orders" }] },
  {
    title: "Operations",
    pages: [
      { path: "/projections", name: "Projections", icon: "projections" },
      { path: "/system", name: "Runs and nodes", icon: "system" },
      { path: "/keys", name: "Keys", icon: "keys" },
    ],
  },
];
const all = sections.flatMap((s) => s.pages);

const Nav = ({ onGo }: { onGo?: () => void }) => {
  const [at] = useLocation();
  return (
    <nav className="nav" aria-label="Pages">
      {sections.map((section) => (
        <div key={section.title} className="nav">
          <h2>{section.title}</h2>
          {section.pages.map((p) => (
            <Link key={p.path} href={p.path} aria-current={at.startsWith(p.path) ? "page" : undefined} onClick={onGo}>
              <Icon name={p.icon} />
              {p.name}
            </Link>
          ))}
        </div>
      ))}
    </nav>
  );
};

const Brand = () => (
  <Link href="/events" className="brand">
    <Lighthouse />
    Faro
  </Link>
);

const TopBar = () => {
  const [open, setOpen] = useState(false);
  const [at] = useLocation();
  return (
    <div className="topbar">
      <Brand />
      <span className="soft">{all.find((p) => at.startsWith(p.path))?.name}</span>
      <button className="button quiet icon" type="button" aria-label="Menu" aria-expanded={open} onClick={() => setOpen(true)}>
        <Icon name="menu" />
      </button>
      <Dialog open={open} onClose={() => setOpen(false)} className="drawer" backdrop={<div className="sheet-back" />} aria-label="Menu" data-modal>
        <Brand />
        <Nav onGo={() => setOpen(false)} />
        <Session />
      </Dialog>
    </div>
  );
};

export const App = () => (
  <>
    <a className="skip" href="#main">
      Skip to the content
    </a>
    <div className="frame">
      <aside className="rail" aria-label="Console">
        <Brand />
        <Nav />
        <Session />
      </aside>
      <div>
        <TopBar />
        <main id="main" className="page" tabIndex={-1}>
          <Suspense fallback={<Loading />}>
            <Switch>
              <Route path="/">
                <Redirect to="/events" replace />
              </Route>
              <Route path="/events/:id?" component={Events} />
              <Route path="/matches/:id?" component={Matches} />
              <Route path="/foresight/:id?" component={Foresight} />
              <Route path="/orders/:id?" component={Orders} />
              <Route path="/projections/:name?" component={Projections} />
              <Route path="/system" component={System} />
              <Route path="/keys/:id?" component={Keys} />
              <Route>
                <h1 className="visually-hidden">No such page</h1>
                <div className="card">
                  <Empty title="No such page">
                    <Link href="/events">Go to the events</Link>
                  </Empty>
                </div>
              </Route>
            </Switch>
          </Suspense>
        </main>
      </div>
    </div>
  </>
);
