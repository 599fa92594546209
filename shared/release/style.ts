import type { ReleaseFile } from './release-content.ts';

// Body text of 1.55 line height: stacked Vietnamese diacritics (ặ, ỗ) collide below 1.5.
const CSS = `:root{--ink:#16212b;--muted:#51606d;--line:#d6dde2;--paper:#fffdf8;--accent:#a3210f;--bar:#1f5f7a;--note:#fbf1d9}
*{box-sizing:border-box}
html{font-size:17px}
body{margin:0 auto;max-width:74rem;padding:0 1.25rem 3rem;background:var(--paper);color:var(--ink);font:400 1rem/1.55 system-ui,"Segoe UI","Noto Sans","Helvetica Neue",Arial,sans-serif;font-variant-numeric:tabular-nums lining-nums}
a{color:#0b4f6c;text-underline-offset:.15em}
a:focus-visible{outline:3px solid #e0a100;outline-offset:2px}
.skip{position:absolute;left:-99rem}
.skip:focus{left:1rem;top:1rem;background:#fff;padding:.6rem 1rem;z-index:1}
header{border-top:6px solid var(--accent);padding-top:1rem;display:grid;grid-template-columns:1fr auto;gap:0 1rem}
.kicker{margin:0;color:var(--accent);font-weight:700;font-size:.8rem;letter-spacing:.06em;text-transform:uppercase}
.language{margin:0;font-size:.9rem}
.language a{display:inline-block;padding:.1rem .5rem;min-height:24px}
h1{grid-column:1/-1;margin:.35rem 0 .2rem;font:700 clamp(1.7rem,4.6vw,2.9rem)/1.2 Georgia,"Noto Serif","Times New Roman",serif;letter-spacing:-.01em;max-width:34ch;text-wrap:balance}
.dateline{grid-column:1/-1;margin:0 0 1rem;color:var(--muted);font-size:.9rem}
h2{font:700 1.35rem/1.3 Georgia,"Noto Serif","Times New Roman",serif;margin:2rem 0 .5rem}
.note{background:var(--note);border-left:4px solid #d8a31a;padding:.7rem 1rem;font-size:.9rem}
.note p{margin:0;max-width:95ch}
.tiles{display:grid;grid-template-columns:repeat(auto-fit,minmax(9.5rem,1fr));gap:0;margin:1.4rem 0 0;border-top:1px solid var(--line);border-bottom:1px solid var(--line)}
.tiles>div{padding:.8rem 1rem .8rem 0}
.tiles dt{font-size:.82rem;color:var(--muted)}
.tiles dd{margin:0;font:700 1.75rem/1.25 Georgia,"Noto Serif","Times New Roman",serif}
.tiles small{display:block;font:400 .85rem/1.4 system-ui,"Segoe UI","Noto Sans",Arial,sans-serif;color:var(--muted)}
table{width:100%;border-collapse:collapse}
.decisions{margin-bottom:1.6rem;font-size:.92rem}
.decisions tbody th{min-width:10rem}
caption{caption-side:bottom;text-align:left;color:var(--muted);font-size:.85rem;padding-top:.8rem;max-width:95ch}
th,td{padding:.5rem .6rem;border-bottom:1px solid var(--line);text-align:left;vertical-align:middle}
thead th{font-size:.8rem;line-height:1.35;color:var(--muted);font-weight:600;border-bottom:2px solid var(--ink);vertical-align:bottom}
tbody th{font-weight:600;min-width:13rem}
tbody tr:hover{background:#f3f6f7}
.number{text-align:right;white-space:nowrap}
thead .number{max-width:7.5rem;white-space:normal}
.rank{width:3.2rem;text-align:right;color:var(--muted)}
tbody .rank{font-weight:700;color:var(--ink)}
.index{white-space:nowrap;width:20.5rem}
thead .label{display:inline-block;width:5.5em;margin-right:.9em;text-align:right}
.index .number{display:inline-block;width:4.4rem;font-weight:700;margin-right:.7rem}
.group{white-space:nowrap}
td.group{font-size:.9rem}
.scale{display:inline-flex;justify-content:space-between;width:14rem;font-weight:400}
.plot{vertical-align:middle;width:14rem;height:1.05rem}
.plot .axis{stroke:var(--line);stroke-width:2}
.plot .value{fill:var(--bar)}
.plot .mean{stroke:var(--accent);stroke-width:1.5}
.files{padding-left:1.1rem}
.files li{margin:.25rem 0}
footer{margin-top:2.5rem;border-top:1px solid var(--line);font-size:.9rem;color:var(--muted)}
footer h2{font-size:1.05rem;color:var(--ink);margin-top:1.2rem}
footer dl>div{margin:.3rem 0}
footer dt{display:inline}
footer dt::after{content:": "}
footer dd{display:inline;margin:0}
code{font:.85em/1.4 ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;overflow-wrap:anywhere}
@media (max-width:58rem){.index{width:auto}.plot,.scale{width:7rem}}
@media (max-width:44rem){
html{font-size:16px}
body{padding:0 1rem 2rem}
thead{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
table,tbody,tr,th,td{display:block}
caption{display:block}
tbody tr{display:grid;grid-template-columns:2.2rem repeat(3,1fr);gap:0 .5rem;padding:.8rem 0;border-bottom:1px solid var(--line);align-items:start}
th,td{border:0;padding:.1rem 0}
tbody th{min-width:0;grid-column:2/-1;grid-row:1}
.rank{width:auto;grid-column:1;grid-row:1/span 6;text-align:left}
tbody td.index{grid-column:2/-1;grid-row:2;white-space:normal}
td.index .number{text-align:left;width:4.3rem;margin-right:.2rem}
.plot{width:calc(100% - 4.8rem)}
td.number,td.group{text-align:left;white-space:normal;font-size:.95rem}
td.number::before,td.group::before{content:attr(data-label);display:block;font-size:.75rem;line-height:1.3;color:var(--muted)}

td.group{grid-column:2/-1;display:flex;gap:.4rem;align-items:baseline}
.decisions tbody tr{display:block}
.decisions td{display:flex;gap:.5rem;align-items:baseline}
.decisions td::before,.decisions td.number::before{content:attr(data-label);flex:0 0 6.5rem;font-size:.75rem;color:var(--muted)}
}
@media print{html{font-size:10.5pt}body{max-width:none;background:#fff;padding:0}.skip,.language{display:none}thead{display:table-header-group}tr{break-inside:avoid}a{color:inherit;text-decoration:none}.plot{print-color-adjust:exact}}
`;

export function styleSheet(): ReleaseFile {
  return { path: 'style.css', contentType: 'text/css; charset=utf-8', bytes: new TextEncoder().encode(CSS) };
}
