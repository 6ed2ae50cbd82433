#!/usr/bin/env bash
# R survey, asked for the total of a domain of a two-phase sample, gives two standard errors for one estimate.
#
# A domain's total is the total of a variable that is 0 outside the domain. For samples of one phase svyby() and svytotal()
# agree on that. For a design of twophase(method = "simple") they agree on the total but not on its error: svyby() works on
# a subset, in which the rows that were dropped count as drawn for certain in the second phase.
#
# Seen with r-cran-survey 4.1-1-1 (Debian 12) on its own data set apistrat: one total, two errors that differ by some
# percent, where the same question of the first phase alone gives one. Needs Rscript (r-base-core); the packages are
# unpacked in a temp folder. Ends with 1 if any of that changes.
set -euo pipefail

place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
mkdir "$place/debs"
(cd "$place/debs" && apt-get download -qq r-cran-survey=4.1-1-1 r-cran-mitools r-cran-minqa r-cran-numderiv \
    r-cran-dbi r-cran-rcpp r-cran-matrix r-cran-survival r-cran-lattice > /dev/null)
for package in "$place"/debs/*.deb; do dpkg-deb -x "$package" "$place/root"; done

cat > "$place/ask.R" << 'R'
suppressPackageStartupMessages(library(survey))
data(api)
apistrat$heard <- apistrat$api00 %% 3 != 0
apistrat$unit <- seq_len(nrow(apistrat))
apistrat$no <- 1 * (apistrat$sch.wide == "No")
one <- svydesign(id = ~unit, strata = ~stype, weights = ~pw, fpc = ~fpc, data = apistrat)
two <- twophase(id = list(~unit, ~unit), strata = list(~stype, ~awards), weights = list(~pw, NULL),
                fpc = list(~fpc, NULL), subset = ~heard, data = apistrat, method = "simple")
for (design in list(one, two)) {
  by <- svyby(~enroll, ~sch.wide, design, svytotal)
  zeros <- svytotal(~I(enroll * no), design)
  cat(sprintf("%.4f %.6f %.6f\n", coef(by)[["No"]] / coef(zeros)[[1]], SE(by)[[1]], SE(zeros)[[1]]))
}
cat(as.character(packageVersion("survey")), "\n")
R

R_LIBS="$place/root/usr/lib/R/site-library:$place/root/usr/lib/R/library" Rscript "$place/ask.R" > "$place/said"
cat "$place/said"
awk 'NR == 1 { one = $1 == 1 && $2 == $3 } NR == 2 { two = $1 == 1 && ($2 - $3) / $3 < -0.01 } NR == 3 { v = $1 == "4.1.1" }
     END { exit !(one && two && v) }' "$place/said"
