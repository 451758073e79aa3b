"""The programme's monthly report: figures in, tables and checks out, as a page to print and a workbook."""
