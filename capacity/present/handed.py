"""What the command line hands to a notebook that it opens: the names under which the environment holds it."""

CLUSTER = "CAPACITY_CLUSTER"
"""the folder of the cluster, or of clusters, that `capacity explore` opens"""
FOLDER = "CAPACITY_BEGIN"
"""the folder of the new cluster of `capacity begin`"""
DAY = "CAPACITY_BEGIN_DAY"
"""the day on which `capacity begin` was called, which dates what is estimated there"""
LANGUAGE = "CAPACITY_LANGUAGE"
"""the language with which the panel of `capacity explore` begins"""
DRAWS = "CAPACITY_DRAWS"
"""how many futures it computes for every move"""
FEW = 512
"""futures where nobody asks for more"""
