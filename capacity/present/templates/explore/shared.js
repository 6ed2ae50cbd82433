const shared = (globalThis.capacityPlotly ??= (() => {
  let found;
  return { module: new Promise((resolve) => { found = resolve; }), found };
})());
