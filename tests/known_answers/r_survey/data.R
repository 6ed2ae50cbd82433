# The data sets of the R package survey (Lumley; GPL) as CSV into a folder; a second argument adds the large ones.
suppressMessages(library(survey)); data(api); data(mu284); data(fpc); data(hospital); data(scd); data(crowd); data(nhanes)
out <- commandArgs(TRUE)[1]
keep <- c("cds","dnum","snum","stype","sch.wide","awards","api00","enroll","api.stu","pw","fpc","fpc1","fpc2")
w <- function(d, n) { d <- as.data.frame(lapply(d, function(v) if (is.numeric(v)) formatC(as.numeric(v), digits=17, format="g", width=-1) else as.character(v))); write.csv(d, file.path(out, paste0(n, ".csv")), row.names = FALSE, quote = FALSE) }
for (n in c("apistrat","apiclus1","apiclus2","apisrs")) { d <- get(n); w(d[intersect(keep[-1], names(d))], n) }
w(mu284,"mu284"); w(fpc,"fpc"); w(hospital[c("oblevel","weighta","tothosp","births")],"hospital"); w(scd,"scd"); w(crowd,"crowd")
if (length(commandArgs(TRUE)) > 1) w(nhanes[c("SDMVPSU","SDMVSTRA","WTMEC2YR","HI_CHOL")],"nhanes")
