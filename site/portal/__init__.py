"""From the catalogue's records to what citizens read: pages, nearest centres, open data."""
