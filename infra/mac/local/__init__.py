"""The whole system on one machine: template.yaml on a local AWS, and the front door that a CDN will be."""
