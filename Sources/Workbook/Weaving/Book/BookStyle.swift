/// The book's style: one column of about seventy characters, figures and code as wide as the margin allows, light and
/// dark as the reader's system is set, and a plain page for the printer.
enum BookStyle {
    static let text = """
        :root {
          --paper: #fffefb; --ink: #22252a; --quiet: #5d636c; --line: #e2dfd6; --wash: #f6f4ee;
          --accent: #14598c; --good: #1d7a4c; --mark: #ffe9a8;
          --keyword: #8b2c5e; --type: #14598c; --string: #7a4b00; --number: #1d6b5f; --comment: #6a7077;
          --serif: "Iowan Old Style", "Palatino Linotype", Palatino, P052, "URW Palladio L", "Book Antiqua", Georgia, serif;
          --sans: "Avenir Next", "Segoe UI Variable Text", "Segoe UI", "Helvetica Neue", "Nimbus Sans", Roboto, sans-serif;
          --mono: ui-monospace, "SF Mono", "Cascadia Code", Menlo, Consolas, "DejaVu Sans Mono", monospace;
          --measure: 35rem; --margin: 16rem; --side: 15rem;
          color-scheme: light dark;
        }
        @media (prefers-color-scheme: dark) {
          :root {
            --paper: #17191c; --ink: #d9d8d3; --quiet: #989da5; --line: #33373d; --wash: #1f2226;
            --accent: #8abde4; --good: #7fc9a0; --mark: #5c4a12;
            --keyword: #e29bc0; --type: #8abde4; --string: #e0b877; --number: #86cdbd; --comment: #8b929a;
          }
          .figure img, .gallery img, .strip img { background: #fff; filter: brightness(.92); }
        }
        *, *::before, *::after { box-sizing: border-box; }
        html { font-size: 112.5%; scroll-padding-top: 4rem; text-size-adjust: 100%; -webkit-text-size-adjust: 100%; }
        body { margin: 0; background: var(--paper); color: var(--ink); font: 1rem/1.6 var(--serif);
          font-variant-numeric: oldstyle-nums; hanging-punctuation: first; }
        a { color: var(--accent); text-decoration-thickness: .06em; text-underline-offset: .18em; }
        a:focus-visible, input:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
        .skip { position: absolute; left: -99rem; }
        .skip:focus { left: 1rem; top: 1rem; background: var(--paper); padding: .5rem; z-index: 9; }

        /* The bar at the top */
        .bar { position: sticky; top: 0; z-index: 5; display: flex; gap: .4rem 1.4rem; align-items: center;
          padding: .55rem 1.25rem; background: var(--paper); border-bottom: 1px solid var(--line);
          font: .82rem/1.4 var(--sans); }
        .bar a { color: inherit; text-decoration: none; }
        .bar a:hover { color: var(--accent); }
        .bar .title { font-weight: 600; white-space: nowrap; }
        .bar nav { display: flex; gap: 1.2rem; color: var(--quiet); min-width: 0; }
        .bar nav a { overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
        form[role="search"] { margin-left: auto; position: relative; }
        form[role="search"] input { font: inherit; width: 13rem; padding: .25rem .6rem; color: var(--ink);
          background: var(--wash); border: 1px solid var(--line); border-radius: .3rem; }
        form[role="search"] ol { position: absolute; right: 0; top: 2.1rem; width: min(30rem, calc(100vw - 2.5rem));
          max-height: 70vh; overflow: auto; margin: 0; padding: .3rem; list-style: none; background: var(--paper);
          border: 1px solid var(--line); border-radius: .4rem; box-shadow: 0 .6rem 1.6rem rgb(0 0 0 / .16); }
        form[role="search"] li a { display: block; padding: .45rem .6rem; border-radius: .3rem; white-space: normal; }
        form[role="search"] li a:hover, form[role="search"] li a:focus { background: var(--wash); }
        form[role="search"] li span, form[role="search"] li small { display: block; color: var(--quiet); font-size: .76rem; }
        form[role="search"] .nothing { padding: .45rem .6rem; color: var(--quiet); }
        mark { background: var(--mark); color: inherit; border-radius: .15em; }

        /* Text with a wide right margin; the contents at the left where there is room */
        .page { display: grid; grid-template-columns: minmax(0, 1fr); max-width: calc(var(--measure) + 2.5rem);
          margin: 0 auto; padding: 0 1.25rem 3rem; }
        main { min-width: 0; }
        main > *, .division > * { max-width: var(--measure); }
        .toc { font: .82rem/1.45 var(--sans); margin: 1.4rem 0 0; }
        .toc ol { list-style: none; margin: 0; padding: 0; }
        .toc li { margin: .38rem 0; }
        .toc li a { color: var(--quiet); text-decoration: none; display: block; }
        .toc li a:hover { color: var(--accent); }
        .toc li a { padding-left: 2.6em; text-indent: -2.6em; }
        .toc .number { display: inline-block; width: 2.6em; text-indent: 0; font-variant-numeric: lining-nums tabular-nums; }
        .toc summary { margin: 0; }
        @media (min-width: 64rem) {
          .page { max-width: calc(var(--side) + 3rem + var(--measure) + var(--margin) + 2.5rem);
            grid-template-columns: var(--side) minmax(0, 1fr); column-gap: 3rem; }
          .toc { position: sticky; top: 3.6rem; align-self: start; max-height: calc(100vh - 4rem); overflow: auto;
            padding-top: 1.8rem; margin: 0; }
          @supports selector(::details-content) {
            .toc summary { display: none; }
            .toc::details-content { content-visibility: visible; height: auto; opacity: 1; }
          }
          main > .figure, main > .sourceCode, main > pre, main > .excerpt, main > .table, main > .derivation,
          main > .equation, main > .display, main > details, main > .gallery, main > .strip, main > table
            { max-width: calc(var(--measure) + var(--margin)); }
        }
        .cover { grid-template-columns: minmax(0, 1fr); max-width: calc(var(--measure) + var(--margin) + 2.5rem); }

        h1, h2, h3, h4, h5 { font-family: var(--sans); line-height: 1.22; font-weight: 640; text-wrap: balance;
          font-variant-numeric: lining-nums; letter-spacing: -.008em; }
        h1 { font-size: 2.15rem; margin: 2.6rem 0 .5rem; letter-spacing: -.018em; }
        h2 { font-size: 1.42rem; margin: 3.4rem 0 .5rem; }
        h3 { font-size: 1.1rem; margin: 2.2rem 0 .4rem; }
        h4, h5 { font-size: 1rem; margin: 1.8rem 0 .3rem; }
        h1 code, h2 code, h3 code { font-size: .9em; }
        .anchor { color: var(--line); font-weight: 400; text-decoration: none; margin-left: .15em; }
        h2:hover .anchor, h3:hover .anchor, h4:hover .anchor, .anchor:focus { color: var(--accent); }
        p { margin: 0 0 1em; text-wrap: pretty; hyphens: auto; }
        ul, ol { padding-left: 1.4em; margin: 0 0 1em; }
        li { margin: .25em 0; }
        blockquote { margin: 0 0 1em; padding-left: 1.1em; border-left: 3px solid var(--line); color: var(--quiet); }
        hr { border: 0; border-top: 1px solid var(--line); margin: 2.5rem 0; }
        .made, .source { font: .8rem/1.5 var(--sans); color: var(--quiet); }
        .made { margin-bottom: 2rem; }
        .made p, .source p { margin: 0; hyphens: none; }
        .source { margin-bottom: 1rem; }
        .source a { color: inherit; }

        /* Code */
        code { font-family: var(--mono); font-size: .83em; font-variant-numeric: lining-nums; hyphens: none; }
        :not(pre) > code { background: var(--wash); border-radius: .25em; padding: .08em .28em; overflow-wrap: anywhere; }
        pre { margin: 0; padding: .85rem 1.05rem; overflow-x: auto; background: var(--wash); border-radius: .4rem;
          font: .72rem/1.55 var(--mono); tab-size: 4; }
        pre code { font: inherit; }
        .sourceCode, main > pre, .excerpt, details { margin: 0 0 1.15rem; }
        .sourceCode > pre { margin: 0; }
        .sourceCode a { color: inherit; text-decoration: none; }
        pre.output { background: none; border: 1px solid var(--line); color: var(--quiet); }
        .excerpt { border-left: 3px solid var(--accent); padding-left: .9rem; }
        .excerpt > p { font: .8rem/1.5 var(--sans); margin: 0 0 .3rem; hyphens: none; }
        .excerpt > p code { background: none; padding: 0; }
        .excerpt .sourceCode { margin: 0; }
        .kw, .cf, .im { color: var(--keyword); } .dt, .bu, .fu { color: var(--type); } .at, .pp { color: var(--keyword); }
        .st, .ch, .sc { color: var(--string); } .dv, .fl, .bn, .cn { color: var(--number); }
        .co, .do { color: var(--comment); font-style: italic; }
        summary { font: .82rem/1.5 var(--sans); color: var(--quiet); cursor: pointer; margin-bottom: .4rem; }
        .numberSource code > span { counter-increment: source-line; }
        .numberSource code > span > a:first-child::before { content: counter(source-line); display: inline-block; width: 2.6em;
          margin-right: 1.2em; text-align: right; color: var(--comment); font-style: normal; }
        .numberSource code > span:target { background: var(--mark); }

        /* Figures, tables, mathematics */
        .figure { margin: 1.9rem 0 2.1rem; }
        .figure > p { margin: 0; }
        .figure img { display: block; max-width: 100%; height: auto; border-radius: .3rem; }
        .caption { font: .82rem/1.5 var(--sans); color: var(--quiet); max-width: var(--measure);
          font-variant-numeric: lining-nums; }
        .caption p { margin: .55rem 0 0; hyphens: none; }
        .caption strong { color: var(--ink); }
        .table { margin: 1.8rem 0 2rem; overflow-x: auto; }
        .table .caption p { margin: 0 0 .55rem; }
        table { border-collapse: collapse; font: .84rem/1.45 var(--sans); font-variant-numeric: lining-nums tabular-nums;
          margin: 0 0 1rem; }
        thead th { border-bottom: 1.5px solid var(--ink); font-weight: 600; text-align: left; vertical-align: bottom; }
        th, td { padding: .32rem 1.1rem .32rem 0; vertical-align: top; }
        th:last-child, td:last-child { padding-right: 0; }
        tbody tr + tr td { border-top: 1px solid var(--line); }
        math { font-family: "Latin Modern Math", "STIX Two Math", "Cambria Math", "TeX Gyre Pagella Math", "DejaVu Math TeX Gyre", math;
          font-variant-numeric: lining-nums; }
        math[display="block"] { margin: 0; width: max-content; min-width: 100%; }
        math[display="block"] > semantics > mtable, math[display="block"] > semantics > mrow > mtable { math-style: normal; }
        mtd.right { text-align: right; padding-right: .12em; padding-left: 1.6em; }
        mtd.right:first-child { padding-left: 0; }
        mtd.left { text-align: left; padding-left: .12em; }
        .display, .equation { overflow-x: auto; overflow-y: hidden; margin: 1.1rem 0 1.2rem; padding: .1rem 0; }
        .equation { display: grid; grid-template-columns: minmax(0, 1fr) auto; align-items: center; gap: 1rem; }
        .equation p { margin: 0; min-width: 0; overflow-x: auto; overflow-y: hidden; }
        .number { color: var(--quiet); text-decoration: none; font-family: var(--sans); font-size: .84rem; }
        .derivation { margin: 1.8rem 0; padding: .2rem 0 .2rem 1.05rem; border-left: 3px solid var(--line); }
        .derivation math { font-size: .95em; }
        .derivation > p { margin: 0 0 .6rem; }
        .derivation > p:first-child { font: .92rem/1.45 var(--sans); }
        .steps { display: grid; grid-template-columns: auto auto minmax(11em, 1fr); gap: .55rem .32em; align-items: baseline;
          overflow-x: auto; overflow-y: hidden; margin: 0 0 .7rem; padding: .1rem 0; }
        .steps p { margin: 0; hyphens: none; }
        .steps .left { grid-column: 1; text-align: right; white-space: nowrap; }
        .steps .right { grid-column: 2; white-space: nowrap; }
        .steps .because { grid-column: 3; padding-left: 1.6em; font-size: .92em; color: var(--quiet); line-height: 1.45; }
        .steps math { math-style: normal; }
        .steps .because math { font-size: 1em; math-style: compact; }
        .steps .statement { grid-column: 1 / -1; }
        .verdict, .checks { font: .82rem/1.5 var(--sans); color: var(--good); }
        .checks ul { list-style: none; padding: 0; }
        .checks li p { margin: 0; }
        .reference { font-size: .9rem; padding-left: 1.4em; text-indent: -1.4em; }
        .reference p { margin: 0 0 .45rem; }
        .reference:target { background: var(--mark); }

        /* The cover */
        .lede { font-size: 1.18rem; line-height: 1.5; color: var(--quiet); }
        .strip { display: flex; flex-wrap: wrap; gap: .8rem; margin: 1.6rem 0 2.4rem; }
        .strip p { margin: 0; }
        .strip img { height: 7.5rem; width: auto; max-width: 100%; border-radius: .3rem; }
        .entry { padding: .9rem 0; border-top: 1px solid var(--line); max-width: var(--measure); }
        .entry h2 { margin: 0 0 .25rem; font-size: 1.22rem; }
        .entry h2 a { color: inherit; text-decoration: none; }
        .entry h2 a:hover { color: var(--accent); }
        .entry p { margin: 0; font: .86rem/1.6 var(--sans); color: var(--quiet); hyphens: none; }
        .entry p a { color: var(--quiet); text-decoration: none; }
        .entry p a:hover { color: var(--accent); text-decoration: underline; }
        .gallery { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(15rem, 100%), 1fr)); gap: 1.6rem 1.4rem; margin: 1rem 0 2rem; }
        .gallery p { font: .78rem/1.45 var(--sans); color: var(--quiet); margin: 0 0 .45rem; font-variant-numeric: lining-nums;
          hyphens: none; }
        .gallery img { display: block; width: 100%; height: 11rem; object-fit: contain; object-position: left center; border-radius: .3rem; background: #fff; }
        .gallery a { text-decoration: none; } .gallery strong { color: var(--ink); }

        .ends { display: flex; justify-content: space-between; gap: 1.5rem; margin-top: 4rem; padding-top: 1rem;
          border-top: 1px solid var(--line); font: .88rem/1.4 var(--sans); }
        .ends a { text-decoration: none; }
        .ends .next { margin-left: auto; text-align: right; }
        .ends small { display: block; color: var(--quiet); }

        @media (max-width: 40rem) {
          html { font-size: 106%; }
          .bar { flex-wrap: wrap; padding: .5rem 1.1rem; }
          .bar nav { display: none; }
          form[role="search"] input { width: 9.5rem; }
          .page { padding: 0 1.1rem 2rem; }
          h1 { font-size: 1.75rem; margin-top: 1.6rem; }
          h2 { font-size: 1.26rem; }
          pre { border-radius: 0; margin-left: -1.1rem; margin-right: -1.1rem; padding-left: 1.1rem; }
          .excerpt pre { margin-left: 0; }
          .gallery img { height: auto; }
          .steps { grid-template-columns: auto minmax(0, 1fr); }
          .steps .right { overflow-x: auto; overflow-y: hidden; min-width: 0; }
          .steps .because { grid-column: 1 / -1; padding-left: 1.6em; margin: -.25rem 0 .35rem; }
        }
        @media print {
          @page { size: A4; margin: 20mm 18mm 22mm; @bottom-center { content: counter(page); font: 9pt sans-serif; color: #444; } }
          :root { --paper: #fff; --ink: #000; --quiet: #444; --line: #bbb; --wash: #f6f6f4; --accent: #000; --good: #000;
            --keyword: #6b1f48; --type: #123f66; --string: #5a3800; --number: #164f46; --comment: #555; color-scheme: light; }
          html { font-size: 10.5pt; }
          .bar, .toc, .anchor, .ends, .skip { display: none; }
          .page { display: block; max-width: none; padding: 0; }
          main > *, .caption { max-width: none !important; }
          a { color: inherit; text-decoration: none; }
          h1, h2, h3, h4 { break-after: avoid; }
          h1 { break-before: page; }
          main > h1:first-child { break-before: auto; }
          .figure, .table, .derivation, .equation, .gallery .item, .entry { break-inside: avoid; }
          .figure img { max-height: 10.5cm; max-width: min(100%, 15cm); width: auto; filter: none; }
          .figure { margin: 1.2rem 0; }
          .steps, .table, .display, .equation, .equation p { overflow: visible; }
          .derivation { font-size: .94em; }
          pre { white-space: pre-wrap; font-size: 8pt; }
          p { orphans: 3; widows: 3; }
        }

        """
}
