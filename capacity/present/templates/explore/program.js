// Plotly's program, sent as a text, becomes the module that the figures wait for.
export default {
  initialize({ model }) {
    const blob = new Blob([model.get("text")], { type: "text/javascript" });
    import(URL.createObjectURL(blob)).then(shared.found);
  },
};
