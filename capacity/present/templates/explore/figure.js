// A figure: plotly's program, once it is here, draws it as soon as its place on the page has a width, and again when
// that changes. Before that nothing is drawn, so that nothing that was changed in between can be lost.
export default async () => {
  const figure = (await shared.module).default();
  const render = ({ model, el }) => {
    let erase = null;
    const watch = new ResizeObserver(() => {
      if (erase) window.dispatchEvent(new Event("resize"));
      else if (el.clientWidth) erase = figure.render({ model, el });
    });
    watch.observe(el);
    return () => {
      watch.disconnect();
      if (erase) erase();
    };
  };
  return { ...figure, render };
};
