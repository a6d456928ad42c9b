// Names under localhost are this machine (RFC 6761). Browsers know that; Node asks the system, which need not know.
const dns = require("node:dns");

const { lookup } = dns;
const ours = /(^|\.)localhost$/i;

dns.lookup = (name, ...rest) => lookup(ours.test(name) ? "127.0.0.1" : name, ...rest);
