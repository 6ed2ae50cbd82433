#!/usr/bin/env bash
# statsmodels and weightedcalcs let an answer of weight 0 into the weighted median.
#
# A weight of 0 is how a survey leaves rows out without dropping them: those outside a domain, those who were not drawn. Of
# the figures 1, 2, 3, 4 with the weights 1, 0, 0, 1 only 1 and 4 count, and the median is 2.5. Both libraries, where the
# cumulated weight meets the half exactly, take the mean with the next row as it stands, whatever its weight: (1 + 2) / 2.
# The figure depends on a farm that is not in the group, and which way it errs on how the rows that do not count lie. Means
# and totals are right, so a check of those finds nothing. Drop rows of weight 0 before asking for quantiles.
#
# Seen with statsmodels 0.15.0 and weightedcalcs 0.1.3: 1.5 by both, 2.5 by both once the rows of weight 0 are dropped,
# and the means the same either way. Valid input: four figures, four weights. Ends with 1 if any of that changes.
set -euo pipefail

place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/env"
"$place/env/bin/python" -m pip install --quiet "statsmodels==0.15.0" "weightedcalcs==0.1.3" "scipy==1.17.1"

cat > "$place/ask.py" << 'PYTHON'
import pandas
import weightedcalcs
from statsmodels.stats.weightstats import DescrStatsW

answers = pandas.DataFrame({"cows": [1.0, 2.0, 3.0, 4.0], "weight": [1.0, 0.0, 0.0, 1.0]})
for table in (answers, answers[answers["weight"] > 0]):
    described = DescrStatsW(table["cows"], weights=table["weight"])
    calculator = weightedcalcs.Calculator("weight")
    medians = described.quantile(0.5, return_pandas=False)[0], calculator.median(table, "cows")
    print(*map(float, (*medians, described.mean, calculator.mean(table, "cows"))))
PYTHON

said=$("$place/env/bin/python" "$place/ask.py")
echo "statsmodels 0.15.0, weightedcalcs 0.1.3, medians and means:"
echo "$said"
[[ $said == "1.5 1.5 2.5 2.5
2.5 2.5 2.5 2.5" ]]
