/**
 * The Typst document of both reports. Everything that it shows comes as JSON in `sys.inputs.data`, as plain text: nothing that people wrote
 * is ever read as markup. A4, a face with the metrics of Times New Roman at 13 pt (Decree 30/2020/NĐ-CP), tagged for PDF/UA-1.
 */
export const REPORT_TEMPLATE = `
#let data = json(bytes(sys.inputs.data))
#set document(title: data.title, author: data.publisher, keywords: ("PAR INDEX", "SIPAS"), date: datetime(year: data.day.at(0), month: data.day.at(1), day: data.day.at(2)))
#set page(paper: "a4", margin: (top: 20mm, bottom: 20mm, left: 30mm, right: 15mm), numbering: "1", header: context { if counter(page).get().first() > 1 { set text(9pt, fill: rgb("#4d5b67")); data.title } })
#set text(font: "Tinos", size: 13pt, lang: "vi", hyphenate: false)
#set par(justify: false, leading: 0.7em, spacing: 1em)
#show heading.where(level: 1): set text(15pt)
#show heading.where(level: 2): set text(13.5pt)
#show figure: set block(breakable: true)
#show heading: set block(above: 1.4em, below: 0.7em)
#let accent = rgb("#a3210f")
#let bar = rgb("#1f5f7a")
#let rule = rgb("#c9d2d8")

#align(center)[
  #text(12pt)[#data.publisher]
  #v(2mm)
  #title(text(19pt, weight: "bold")[#data.title])
  #text(12pt, style: "italic")[#data.dateline]
]
#block(width: 100%, inset: 8pt, fill: rgb("#fbf1d9"), text(11pt)[#data.note])

#let grid-of(entry) = {
  set text(entry.at("size", default: 11) * 1pt)
  show table.cell.where(y: 0): set text(weight: "bold")
  table(
    columns: entry.widths.map(w => if w == 0 { auto } else { w * 1fr }),
    align: entry.columns.map(c => if c.number { right } else { left }),
    stroke: (x, y) => (bottom: 0.5pt + if y == 0 { black } else { rule }),
    inset: (x: 3pt, y: 3.5pt),
    table.header(..entry.columns.map(c => [#c.name])),
    ..entry.rows.flatten().map(cell => [#cell]),
  )
}

#let chart-of(entry) = figure(
  alt: entry.alt,
  kind: "chart",
  supplement: none,
  caption: text(10.5pt)[#entry.caption],
  block(width: 100%, {
    set text(9.5pt)
    for item in entry.items {
      grid(
        columns: (entry.label * 1%, 1fr, 14mm),
        align: (right + horizon, left + horizon, right + horizon),
        column-gutter: 3mm,
        [#item.name],
        box(width: 100%, height: 3.6mm, {
          place(left + horizon, line(length: 100%, stroke: 0.5pt + rule))
          if item.value != none { place(left + horizon, dx: 0% + item.value * 1%, circle(radius: 1.1mm, fill: bar)) }
          if item.low != none and item.high != none { place(left + horizon, dx: item.low * 1%, line(length: (item.high - item.low) * 1%, stroke: 1.6pt + bar)) }
          if item.mean != none { place(left + horizon, dx: item.mean * 1%, line(angle: 90deg, length: 3.6mm, stroke: 0.8pt + accent)) }
        }),
        [#item.text],
      )
      v(-1.6mm)
    }
  }),
)

#for section in data.sections {
  heading(level: section.level, section.title)
  for part in section.parts {
    if part.kind == "text" { par[#part.text] }
    if part.kind == "table" { grid-of(part) }
    if part.kind == "chart" { chart-of(part) }
    if part.kind == "list" { list(..part.items.map(item => [#item])) }
  }
}
`;
