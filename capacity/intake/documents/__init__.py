"""Plain data and where each value stands: YAML as people write it, read strictly, with a cure for every slip."""

from capacity.intake.documents.document import Document, parse_document, read_document, shown
from capacity.intake.documents.plain_yaml import flow, quoted, yaml_text
from capacity.intake.documents.structure import structure_issues

__all__ = ["Document", "flow", "parse_document", "quoted", "read_document", "shown", "structure_issues", "yaml_text"]
