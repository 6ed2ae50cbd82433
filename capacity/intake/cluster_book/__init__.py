"""The description of a cluster as a workbook: laid out by the schema, it says what cluster.yml says."""
