"""All citizen pages in a few small files, so that a browser that came once can answer every page without a link."""
