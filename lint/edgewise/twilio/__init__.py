"""Facts about Twilio: hosts, regions, edges, products, releases and constructors. Nothing else knows one."""
