// Light or dark, as the viewer's system has it or as chosen here. Runs before the page is painted.
(() => {
  const KEY = "tidegate-scheme";
  const root = document.documentElement;
  const stored = () => {
    try {
      return localStorage.getItem(KEY);
    } catch {
      return null; // a browser without storage
    }
  };
  const system = matchMedia("(prefers-color-scheme: dark)");
  const isDark = () => (root.dataset.scheme ? root.dataset.scheme === "dark" : system.matches);
  const tell = () => dispatchEvent(new Event("scheme"));
  if (stored() === "dark" || stored() === "light") {
    root.dataset.scheme = stored();
  }
  system.addEventListener("change", tell);
  globalThis.toggleScheme = () => {
    const wanted = isDark() ? "light" : "dark";
    if ((wanted === "dark") === system.matches) {
      delete root.dataset.scheme; // follow the system again
    } else {
      root.dataset.scheme = wanted;
    }
    try {
      localStorage.setItem(KEY, root.dataset.scheme ?? "");
    } catch {
      // It holds until the page is closed.
    }
    tell();
  };
})();
