// Copy buttons, tabs, this server's own address in the examples, and where the reader is. The page reads whole without it.
for (const code of document.querySelectorAll("pre code")) {
  code.textContent = code.textContent.replaceAll("http://127.0.0.1:8080", location.origin);
  const block = document.createElement("div");
  block.className = "copy";
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = "Copy";
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(code.textContent);
    button.textContent = "Copied";
    setTimeout(() => (button.textContent = "Copy"), 1500);
  });
  code.parentElement.replaceWith(block);
  const pre = document.createElement("pre");
  pre.tabIndex = 0;
  pre.append(code);
  block.append(pre, button);
}

for (const panes of document.querySelectorAll(".panes")) {
  const tabs = document.createElement("div");
  tabs.className = "tabs";
  tabs.setAttribute("role", "tablist");
  const all = [...panes.children];
  const show = (chosen) => all.forEach((pane, i) => {
    pane.hidden = pane !== chosen;
    tabs.children[i].setAttribute("aria-selected", String(pane === chosen));
  });
  for (const pane of all) {
    const tab = document.createElement("button");
    tab.type = "button";
    tab.setAttribute("role", "tab");
    tab.textContent = pane.dataset.name;
    tab.addEventListener("click", () => show(pane));
    tabs.append(tab);
  }
  panes.before(tabs);
  show(all[0]);
}

const links = new Map([...document.querySelectorAll("nav ol a")].map((a) => [a.hash.slice(1), a]));
const seen = new IntersectionObserver((entries) => {
  for (const entry of entries.filter((e) => e.isIntersecting)) {
    for (const link of links.values()) link.removeAttribute("aria-current");
    links.get(entry.target.id)?.setAttribute("aria-current", "true");
  }
}, { rootMargin: "0px 0px -75% 0px" });
for (const heading of document.querySelectorAll("h2[id]")) seen.observe(heading);
