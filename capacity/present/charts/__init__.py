"""How is it shown? Charts as data, drawn by plotly or as static svg, and which numbers stand in which."""
