"""The programme's monthly report, as its office publishes it: figures in, tables and checks out."""
