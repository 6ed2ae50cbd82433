"""Words of totals and averages, in the languages of the region and of those who make its spreadsheets."""

import re

from capacity.intake.spelling import tidy

WORDS = frozenset(
    (
        *("total", "totals", "tot", "overall", "subtotal", "subtotals", "sub-total", "sub-totals", "sum"),
        *("σ", "ς", "∑", "итог", "итоги", "итого", "всего", "сумма", "подытог", "под-итог", "подитог"),
        *("жалпы", "жалпысы", "жалпысынан", "баары", "барды", "бардыгы", "баардыгы", "жыйынтык", "жыйынтыгы"),
        *("суммасы", "барлығы", "барлыгы", "жиыны", "жиынтығы", "жами", "jami", "jemi", "ҷамъ", "ҳамагӣ", "хамаги"),
        *("усього", "всього", "разом", "підсумок", "toplam", "cəmi", "cemi", "yekun", "gesamt", "insgesamt", "summe"),
        *("zusammen", "somme", "totale", "totaal", "suma", "razem", "合计", "总计", "合計", "總計", "小计"),
        *("المجموع", "مجموع", "الإجمالي", "إجمالي", "جمع", "कुल"),
        *("average", "averages", "avg", "mean", "median", "орточо", "орточосу", "ортосу", "орташа", "ўртача"),
        *("среднее", "среднем", "средний", "средняя", "средние", "ср", "медиана", "ortalama", "o'rtacha"),
        *("durchschnitt", "mittelwert", "moyenne", "promedio", "平均"),
    )
)
WEAK = frozenset(
    (
        *("count", "max", "min", "maximum", "minimum", "количество", "максимум", "минимум", "саны"),
        *("боюнча", "эсеп"),
    )
)
"""words that are a total only where the figures say so"""
FILL = frozenset(
    (
        *("grand", "general", "of", "for", "the", "in", "by", "all", "per", "and", "value", "values"),
        *("общий", "общая", "общее", "общие", "промежуточный", "промежуточные", "значение", "по", "за", "в", "на", "и"),
        *("все", "всем", "всех", "из", "для", "боюнча", "болуп", "ичинен", "жана", "маани", "сумма", "списку"),
        *("farm", "farms", "member", "members", "household", "households", "growers", "people", "rows", "village"),
        *("villages", "district", "group", "groups", "page", "sheet", "year", "month", "хозяйство", "хозяйства"),
        *("хозяйств", "хозяйствам", "ферм", "фермы", "членов", "члены", "участников", "человек", "чел", "записей"),
        *("строк", "домохозяйств", "дворов", "село", "селу", "села", "сёл", "сел", "сёлам", "селам", "район", "району"),
        *("районам", "группа", "группе", "группам", "странице", "листу", "год", "году", "месяц", "чарба", "чарбалар"),
        *("мүчө", "мүчөлөр", "киши", "адам", "айыл", "айылы", "айылдар", "район", "топ", "бет", "жыл", "ай"),
    )
)
_SURE = re.compile(r"(итого|всего|итог|total|totals|grand total|subtotal|sum|average|mean|среднее) (по|за|for|of) .+")
_PART = re.compile(
    r"(?:в ?т\. ?ч\.?|в том числе|из них|из которых|including|incl\.|of which|thereof|davon|dont|"
    r"анын ичин(?:де|ен)|алардын ичин(?:де|ен)|соның ішінде|шу жумладан)(?:\W.*)?"
)
"""a part of what was counted above: of which Orto, of which women"""


def is_sure(text: str) -> bool:
    """Return whether a label is one of a total, or of a part of one, whatever stands behind it."""
    label = tidy(text).casefold()
    return bool(_SURE.fullmatch(label) or _PART.fullmatch(label))


def is_part(text: str) -> bool:
    """Return whether a label names a part of what was counted above: of which."""
    return bool(_PART.fullmatch(tidy(text).casefold()))
