"""What stands in the raw files? Tables as text that know where every cell stands; workbooks without harm."""
