/// The only script of the book: a search over headings and text. Every page can be read without it.
enum BookScript {
    static let text = #"""
        // Searches headings and text. The index is a script too, so that it also loads from a local folder.
        (() => {
          const form = document.querySelector('form[role="search"]');
          if (!form) return;
          const input = form.querySelector('input');
          const results = form.querySelector('ol');
          const plain = text => text.normalize('NFD').replace(/[\u0300-\u036f]/g, '').toLowerCase();
          let passages = null;
          form.hidden = false;

          const load = () => {
            if (passages) return;
            passages = [];
            const script = document.createElement('script');
            script.src = form.dataset.index;
            script.onload = () => {
              passages = window.bookIndex.map(p => ({ ...p, inHeading: plain(p.heading), inText: plain(p.text) }));
              show();
            };
            document.head.append(script);
          };

          const score = (passage, words) => {
            let sum = 0;
            for (const word of words) {
              const heading = passage.inHeading.indexOf(word);
              const text = passage.inText.indexOf(word);
              if (heading < 0 && text < 0) return 0;
              sum += heading >= 0 ? 10 : 1;
            }
            return sum;
          };

          const marked = (text, words) => {
            const lower = plain(text);
            const node = document.createDocumentFragment();
            // Marks are placed only where the plain text has the same length as the original.
            if (lower.length !== text.length) { node.append(text); return node; }
            let at = 0;
            while (at < text.length) {
              let next = text.length, length = 0;
              for (const word of words) {
                const found = lower.indexOf(word, at);
                if (found >= 0 && found < next) { next = found; length = word.length; }
              }
              node.append(text.slice(at, next));
              if (length) {
                const mark = document.createElement('mark');
                mark.textContent = text.slice(next, next + length);
                node.append(mark);
              }
              at = next + length;
            }
            return node;
          };

          const excerpt = (passage, words) => {
            const at = Math.max(0, Math.min(...words.map(w => passage.inText.indexOf(w)).filter(i => i >= 0), Infinity));
            const start = isFinite(at) && at > 40 ? passage.text.indexOf(' ', at - 40) + 1 : 0;
            return (start > 0 ? '… ' : '') + passage.text.slice(start, start + 140) + (start + 140 < passage.text.length ? ' …' : '');
          };

          const show = () => {
            const words = plain(input.value).split(/\s+/).filter(w => w.length > 1);
            results.replaceChildren();
            results.hidden = words.length === 0;
            if (!passages || words.length === 0) return;
            const found = passages.map(p => [score(p, words), p]).filter(([s]) => s > 0)
              .sort((a, b) => b[0] - a[0]).slice(0, 12);
            for (const [, passage] of found) {
              const item = document.createElement('li');
              const link = document.createElement('a');
              link.href = form.dataset.base + passage.page;
              const title = document.createElement('strong');
              title.append(marked(passage.heading, words));
              const chapter = document.createElement('span');
              chapter.textContent = passage.chapter;
              const text = document.createElement('small');
              text.append(marked(excerpt(passage, words), words));
              link.append(title, chapter, text);
              item.append(link);
              results.append(item);
            }
            if (found.length === 0) {
              const item = document.createElement('li');
              item.className = 'nothing';
              item.textContent = 'Nothing found.';
              results.append(item);
            }
          };

          input.addEventListener('focus', load);
          input.addEventListener('input', () => { load(); show(); });
          form.addEventListener('submit', event => {
            event.preventDefault();
            results.querySelector('a')?.click();
          });
          results.addEventListener('click', () => { results.hidden = true; });
          document.addEventListener('click', event => { if (!form.contains(event.target)) results.hidden = true; });
          document.addEventListener('keydown', event => {
            if (event.key === 'Escape') { results.hidden = true; input.blur(); }
            if (event.key === '/' && !/^(INPUT|TEXTAREA)$/.test(document.activeElement.tagName)) {
              event.preventDefault();
              input.focus();
            }
          });
        })();

        """#
}
