"""What may a cluster file say? Its schema, read strictly and brought into canonical units."""

from capacity.intake.cluster_file.chain import Link, PricePoint, Store
from capacity.intake.cluster_file.conversion import (
    class_product,
    converted,
    first_product,
    in_base_units,
    per_month,
    product_measures,
)
from capacity.intake.cluster_file.document import Document, read_document
from capacity.intake.cluster_file.economy import WHOLE, Economy, Work
from capacity.intake.cluster_file.exchange import (
    exchange_references,
    price_at_start,
    priced_abroad,
    rate_at_start,
    rates_today,
)
from capacity.intake.cluster_file.funding import Fee, Finance, Grant, Item
from capacity.intake.cluster_file.lending import Dated, Loan, LoanProduct, Tax
from capacity.intake.cluster_file.members import Column, Joining, MemberClass, Without
from capacity.intake.cluster_file.register import decided_paths, happenings, only_what_is_valued, with_taken
from capacity.intake.cluster_file.risk import REGISTERS, Event
from capacity.intake.cluster_file.schema import Correlation, Ramp, Scenario, Spec, Turning
from capacity.intake.cluster_file.shown_units import money_per, per, price_point, priced_products, quoted, shown_unit
from capacity.intake.cluster_file.waivers import waiver_date, waiver_issues
from capacity.intake.cluster_file.working_time import (
    ALL_YEAR,
    AS_GOODS_LAST,
    IN_MONTHS,
    is_daily,
    unsaid_working,
    working_days,
    working_months,
    works_as_goods_last,
)

__all__ = [
    "ALL_YEAR",
    "AS_GOODS_LAST",
    "IN_MONTHS",
    "REGISTERS",
    "WHOLE",
    "Column",
    "Correlation",
    "Dated",
    "Document",
    "Economy",
    "Event",
    "Fee",
    "Finance",
    "Grant",
    "Item",
    "Joining",
    "Link",
    "Loan",
    "LoanProduct",
    "MemberClass",
    "PricePoint",
    "Ramp",
    "Scenario",
    "Spec",
    "Store",
    "Tax",
    "Turning",
    "Without",
    "Work",
    "class_product",
    "converted",
    "decided_paths",
    "exchange_references",
    "first_product",
    "happenings",
    "in_base_units",
    "is_daily",
    "money_per",
    "only_what_is_valued",
    "per",
    "per_month",
    "price_at_start",
    "price_point",
    "priced_abroad",
    "priced_products",
    "product_measures",
    "quoted",
    "rate_at_start",
    "rates_today",
    "read_document",
    "shown_unit",
    "unsaid_working",
    "waiver_date",
    "waiver_issues",
    "with_taken",
    "working_days",
    "working_months",
    "works_as_goods_last",
]
