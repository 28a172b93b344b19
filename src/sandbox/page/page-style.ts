import { createHash } from 'node:crypto';

const style = `
:root{color-scheme:light dark;--back:#efeae2;--card:#fff;--ink:#111b21;--pale:#667781;--bubble:#d9fdd3;--line:#d1d7db;--bad:#b3261e;--accent:#00805f}
@media (prefers-color-scheme:dark){:root{--back:#0b141a;--card:#1f2c34;--ink:#e9edef;--pale:#8696a0;--bubble:#005c4b;--line:#2a3942;--bad:#f28b82;--accent:#21c063}}
*{box-sizing:border-box}
body{margin:0;background:var(--back);color:var(--ink);font:15px/1.45 system-ui,sans-serif}
main{max-width:60rem;margin:0 auto;padding:1.5rem 1rem 4rem}
h1{font-size:1.4rem;margin:0 0 .25rem}h2{font-size:1.05rem;margin:2rem 0 .5rem}
p,small{color:var(--pale)}a{color:var(--accent)}
code{font-size:.9em;overflow-wrap:anywhere}
article{background:var(--bubble);border-radius:.6rem;padding:.6rem;margin:.75rem 0;max-width:34rem}
article img,article video{display:block;max-width:100%;max-height:24rem;border-radius:.4rem;margin-bottom:.4rem}
article audio{width:100%}
.caption{white-space:pre-wrap;overflow-wrap:anywhere;margin:.2rem 0}
.meta{font-size:.8rem;color:var(--pale);overflow-wrap:anywhere}
.failed,.lost{color:var(--bad)}
form{display:flex;flex-wrap:wrap;gap:.5rem;background:var(--card);padding:.75rem;border-radius:.6rem}
input,button{font:inherit;padding:.4rem .6rem;border:1px solid var(--line);border-radius:.4rem;background:transparent;color:inherit;flex:1 1 10rem}
button{flex:0 0 auto;background:var(--accent);border-color:var(--accent);color:#fff}
table{border-collapse:collapse;width:100%;background:var(--card);border-radius:.6rem}
td,th{text-align:left;padding:.3rem .6rem;border-bottom:1px solid var(--line);vertical-align:top}
`;

/** The page's only style sheet, with its element: its hash is in the policy, so not a byte may change. */
export const styleElement = `<style>${style}</style>`;

const styleHash = createHash('sha256').update(style).digest('base64');

/**
 * Nothing from elsewhere, no script at all. With the referrer policy `no-referrer` browsers send the page's own form
 * with `Origin: null` (Fetch standard, "append a request Origin header"), and it would be refused.
 */
export const pageHeaders = {
  'content-security-policy': `default-src 'none'; style-src 'sha256-${styleHash}'; img-src 'self'; media-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'`,
  'referrer-policy': 'same-origin',
};
