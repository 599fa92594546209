import { type ReleaseFile, textFile } from './release-content.ts';

// Body text of 1.55 line height: stacked Vietnamese diacritics (ặ, ỗ) collide below 1.5. Shades s0 to s9 keep 4.5:1 with their text.
const CSS = `:root{--ink:#16212b;--muted:#4d5b67;--line:#d6dde2;--paper:#fffdf9;--accent:#a3210f;--bar:#1f5f7a;--note:#fbf1d9;--link:#0b4f6c;--serif:"Noto Serif","Source Serif 4","Times New Roman",Tinos,serif;--sans:system-ui,"Segoe UI","Noto Sans","Helvetica Neue",Arial,sans-serif}
*{box-sizing:border-box}
html{font-size:106.25%;scroll-padding-top:1rem}
body{margin:0;background:var(--paper);color:var(--ink);font:400 1rem/1.55 var(--sans);font-variant-numeric:tabular-nums lining-nums}
.top,main,footer,.superseded{max-width:74rem;margin-inline:auto;padding-inline:1.25rem}
a{color:var(--link);text-underline-offset:.15em}
a:focus-visible,button:focus-visible,select:focus-visible,summary:focus-visible,.scroll:focus-visible{outline:3px solid #c98500;outline-offset:2px}
.skip{position:absolute;left:-99rem}
.skip:focus{left:1rem;top:1rem;background:#fff;padding:.6rem 1rem;z-index:1}
.superseded{display:none;background:#7a1a0c;color:#fff;padding-block:.6rem;max-width:none;text-align:center}
.superseded p{margin:0 auto}
.superseded a{color:#fff}
.preview{margin:0;background:#5b2d8c;color:#fff;padding:.6rem 1rem;max-width:none;text-align:center;font-weight:700}
.top{border-top:6px solid var(--accent);padding-top:.6rem}
.bar{display:flex;justify-content:space-between;align-items:baseline;gap:1rem}
.brand{font:700 1.05rem/1.3 var(--serif);color:var(--ink);text-decoration:none}
.brand span{display:block;font:700 .72rem/1.5 var(--sans);letter-spacing:.08em;color:var(--accent)}
.language{white-space:nowrap;padding:.2rem .5rem;min-height:24px;font-size:.9rem}
nav ul{list-style:none;margin:.5rem 0 0;padding:0;display:flex;flex-wrap:wrap;gap:0 1.3rem;border-block:1px solid var(--line)}
nav a{display:inline-block;padding:.45rem 0;color:var(--ink);text-decoration:none;font-size:.92rem}
nav a:hover{text-decoration:underline}
nav a[aria-current]{font-weight:700;box-shadow:inset 0 -3px var(--accent)}
.head{padding-top:1.4rem}
.kicker{margin:0;color:var(--accent);font-weight:700;font-size:.8rem;letter-spacing:.06em;text-transform:uppercase}
h1{margin:.2rem 0 .3rem;font:700 clamp(1.75rem,4.4vw,2.8rem)/1.2 var(--serif);letter-spacing:-.01em;max-width:30ch;text-wrap:balance}
.dateline{margin:0;color:var(--muted);font-size:.9rem}
.lead{margin:.4rem 0 0;font-size:1.05rem}
h2{font:700 1.4rem/1.3 var(--serif);margin:2.2rem 0 .5rem}
h3{font:700 1.08rem/1.35 var(--serif);margin:1.5rem 0 .3rem}
p{max-width:75ch}
.note{background:var(--note);border-left:4px solid #d8a31a;padding:.7rem 1rem;font-size:.9rem;margin-top:1rem}
.note p{margin:0;max-width:95ch}
.callout{border-left:4px solid var(--bar);background:#eef4f6;padding:.7rem 1rem;max-width:90ch;font-size:.95rem}
.formula{font:700 1.1rem/1.5 var(--serif)}
.tiles{display:grid;grid-template-columns:repeat(auto-fit,minmax(9.5rem,1fr));gap:0 1rem;margin:1.4rem 0 0;border-block:1px solid var(--line)}
.tiles>div{padding:.8rem 0}
.tiles dt{font-size:.82rem;color:var(--muted)}
.tiles dd{margin:0;font:700 1.7rem/1.25 var(--serif)}
.tiles dd.small{font-size:1.05rem;overflow-wrap:anywhere}
.tiles small{display:block;font:400 .85rem/1.4 var(--sans);color:var(--muted)}
.scroll{overflow-x:auto}
table{width:100%;border-collapse:collapse}
caption{caption-side:bottom;text-align:left;color:var(--muted);font-size:.85rem;padding-top:.8rem;max-width:95ch}
th,td{padding:.42rem .6rem;border-bottom:1px solid var(--line);text-align:left;vertical-align:middle}
thead th{font-size:.8rem;line-height:1.35;color:var(--muted);font-weight:600;border-bottom:2px solid var(--ink);vertical-align:bottom}
tbody th{font-weight:600}
tbody tr:hover{background:#f2f6f7}
.ranking tbody th{min-width:9rem}
.ranking tbody th a{color:var(--ink);text-decoration-color:var(--line)}
.ranking tbody th a:hover{text-decoration-color:currentcolor}
.number{text-align:right;white-space:nowrap}
thead .number{max-width:7.5rem;white-space:normal}
.rank{width:3.4rem;text-align:right;color:var(--muted)}
tbody .rank{font:700 1.05rem/1.3 var(--serif);color:var(--ink)}
.index{white-space:nowrap;width:16rem}
.index .number{display:inline-block;width:4.2rem;font-weight:700;margin-right:.6rem}
.index .label{display:inline-block;width:4.2rem;margin-right:.6rem;text-align:right}
.scale{display:inline-flex;justify-content:space-between;width:10rem;font-weight:400}
.plot{vertical-align:middle;width:10rem;height:1rem}
.plot .axis,.distribution .axis,.bars .axis{stroke:var(--line);stroke-width:1.5}
.plot .value{fill:var(--bar)}
.plot .interval{stroke:#7fa6b6;stroke-width:4;stroke-linecap:round}
.mean{stroke:var(--accent);stroke-width:1.5}
.group{white-space:nowrap}
td.group{font-size:.9rem}
.up{color:#11632d}
.down{color:var(--accent)}
.spark{width:4rem;height:1.1rem;vertical-align:middle}
.spark path{fill:none;stroke:var(--bar);stroke-width:1.5}
.spark circle{fill:var(--accent)}
th button{all:unset;cursor:pointer;display:inline-block;min-height:24px;color:inherit}
th button::after{content:" ↕";color:#6b7883}
th[aria-sort=ascending] button::after{content:" ↑";color:var(--accent)}
th[aria-sort=descending] button::after{content:" ↓";color:var(--accent)}
th.index button .scale{pointer-events:none}
th button:focus-visible{outline:3px solid #c98500;outline-offset:2px}
.filters,.pickers{display:flex;flex-wrap:wrap;gap:.6rem 1.4rem;align-items:center;margin:.6rem 0}
.filters[hidden]{display:none}
.filters label,.pickers label{display:inline-flex;gap:.5rem;align-items:center;font-size:.92rem}
.pickers label{flex-direction:column;align-items:flex-start;gap:.1rem;max-width:100%}
select{font:inherit;padding:.25rem .4rem;min-height:32px;max-width:min(20rem,100%);background:#fff;color:var(--ink);border:1px solid #7b8892;border-radius:3px}
output{color:var(--muted);font-size:.9rem}
.front{display:grid;grid-template-columns:minmax(0,1fr) 20rem;gap:0 2.5rem}
.side figure,.side section{margin-bottom:1.5rem}
.side .plain tbody th{min-width:0}
.side th,.side td{padding-inline:.25rem}
figure{margin:0}
figcaption{color:var(--muted);font-size:.85rem;max-width:70ch}
.map{width:100%;max-width:22rem;height:auto}
.map text,.distribution text,.bars text{font:400 9.5px var(--sans);text-anchor:middle}
.distribution text,.bars text{font-size:12px;fill:var(--muted)}
.map .number{font-weight:700;font-size:11px}
.map a{color:var(--ink)}
.map .tile:hover rect,.map .tile:focus rect{stroke:var(--ink);stroke-width:2}
.map .island{stroke:var(--muted);stroke-dasharray:3 2}
.distribution{width:100%;height:auto;max-height:15rem}
.distribution circle{fill:var(--bar);fill-opacity:.85}
.keys{white-space:nowrap}
.key{display:inline-block;width:.9rem;height:.8rem;vertical-align:middle}
.s0{background:#f3f7f8;fill:#f3f7f8}.s1{background:#e3eef1;fill:#e3eef1}.s2{background:#d2e4ea;fill:#d2e4ea}.s3{background:#bfd9e1;fill:#bfd9e1}.s4{background:#a9ccd7;fill:#a9ccd7}.s5{background:#90bdcb;fill:#90bdcb}.s6{background:#2f7791;fill:#2f7791}.s7{background:#256680;fill:#256680}.s8{background:#1a546c;fill:#1a546c}.s9{background:#0f4156;fill:#0f4156}
.none{background:#fff;fill:#fff}
td.s6,td.s7,td.s8,td.s9{color:#fff}
.ts6,.ts7,.ts8,.ts9{fill:#fff;color:#fff}
.heat td{text-align:right}
.heat .means th,.heat .means td{border-bottom:2px solid var(--ink);font-weight:700}
.beside{display:grid;grid-template-columns:minmax(0,3fr) minmax(0,2fr);gap:0 2rem;align-items:start}
.bars{width:100%;height:auto;max-width:26rem}
.bars rect{fill:#8fb4c2}
.bars .regional{fill:var(--ink)}
.lost-points th{font-weight:400;max-width:26rem}
.lost-points td:last-child{font-size:.9rem}
.code{font-weight:700;font-size:.9em}
.lost{font-weight:700;color:var(--accent)}
.mark{font-style:normal;font-size:.8rem;background:var(--note);padding:.05rem .35rem}
.decisions{margin-bottom:1.6rem;font-size:.92rem}
.plain{margin-bottom:.6rem}
.plain tbody th{min-width:9rem}
.figures{table-layout:fixed}
.figures th:first-child{width:38%}
.steps li{margin:.5rem 0;max-width:75ch}
details{margin:1rem 0}
summary{cursor:pointer;min-height:24px}
pre{white-space:pre-wrap;overflow-wrap:anywhere;background:#f2f4f5;padding:.8rem 1rem}
.files{padding-left:1.1rem}
.files li{margin:.1rem 0}
.files a{display:inline-block;min-height:24px;padding-block:.1rem}
footer{margin-top:3rem;border-top:1px solid var(--line);padding-block:1rem 3rem;font-size:.9rem;color:var(--muted)}
footer dl{margin:0}
footer dl>div{margin:.3rem 0}
footer dt{display:inline}
footer dt::after{content:": "}
footer dd{display:inline;margin:0}
code{font:.85em/1.4 ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;overflow-wrap:anywhere}
@media screen and (max-width:62rem){.index{width:auto}.plot,.scale{width:8rem}.front,.beside{grid-template-columns:minmax(0,1fr)}}
@media screen and (max-width:44rem){
html{font-size:100%}
.top,main,footer{padding-inline:1rem}
nav ul{gap:0 1.1rem}
nav a{padding:.3rem 0}
.ranking,.lost-points,.decisions{display:flex!important;flex-direction:column}
.ranking caption,.lost-points caption,.decisions caption{order:2}
select{max-width:100%}
.filters label{max-width:100%;flex-wrap:wrap}
.ranking thead,.lost-points thead,.decisions thead{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
.ranking,.ranking tbody,.ranking th,.ranking td,.lost-points,.lost-points tbody,.lost-points th,.lost-points td,.decisions,.decisions tbody,.decisions tr,.decisions th,.decisions td,.lost-points tr,.ranking caption,.lost-points caption,.decisions caption{display:block}
.ranking tbody tr{display:grid;grid-template-columns:2.4rem repeat(2,1fr);gap:0 .5rem;padding:.7rem 0;border-bottom:1px solid var(--line)}
.ranking tbody tr[hidden]{display:none}
.ranking th,.ranking td,.lost-points th,.lost-points td,.decisions th,.decisions td{border:0;padding:.1rem 0}
.ranking tbody th{min-width:0;grid-column:2/-1;grid-row:1}
.ranking .rank{width:auto;grid-column:1;grid-row:1/span 6;text-align:left}
.ranking tbody td.index{grid-column:2/-1;grid-row:2;white-space:normal}
.ranking td.index .number{text-align:left;width:4rem;margin-right:.2rem}
.ranking .plot{width:calc(100% - 4.4rem)}
.ranking td.number,.ranking td.group,.ranking td.years{text-align:left;white-space:normal;font-size:.92rem}
.ranking td.number::before,.ranking td.group::before,.ranking td.years::before{content:attr(data-label);display:block;font-size:.75rem;line-height:1.3;color:var(--muted)}
.lost-points tbody tr,.decisions tbody tr{padding:.6rem 0;border-bottom:1px solid var(--line)}
.lost-points td,.decisions td{display:flex;gap:.5rem;text-align:left;white-space:normal}
.lost-points td::before,.decisions td::before{content:attr(data-label);flex:0 0 6rem;font-size:.78rem;color:var(--muted);font-weight:400}
.heat tbody th{position:sticky;left:0;background:var(--paper)}
.map{max-width:none}
}
@media print{
@page{size:A4;margin:16mm 14mm}
html{font-size:9.5pt}
body{background:#fff}
.top,main,footer{max-width:none;padding-inline:0}
.skip,.language,nav,.filters,.pickers,th button::after{display:none}
thead{display:table-header-group}
th button{display:contents}
.front,.beside{display:block}
.index{width:auto}
.plot,.scale{width:6.5rem}
.ranking tbody th,.plain tbody th{min-width:0}
th,td{padding:.25rem .35rem}
tr,figure{break-inside:avoid}
h2,h3{break-after:avoid}
a{color:inherit;text-decoration:none}
.scroll{overflow:visible}
.plot,.heat td,.map,.spark,.bars,.note,.callout{print-color-adjust:exact}
}
`;

export function styleSheet(): ReleaseFile {
  return textFile('style.css', 'text/css; charset=utf-8', CSS);
}
