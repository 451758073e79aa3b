"""The complete system on one machine: template.yaml on a local AWS, and a front door in place of the CDN."""
