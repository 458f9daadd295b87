"""What a machine can see of a page: sideways overflow, overlapping words, small targets, missing translations."""

from __future__ import annotations

import re

from playwright.sync_api import Page

OVERFLOW = """() => {
  const wide = document.documentElement.clientWidth, out = [];
  if (document.documentElement.scrollWidth <= wide) return out;
  for (const e of document.querySelectorAll('body *')) {
    const r = e.getBoundingClientRect();
    if (r.width && r.right > wide + 1 && !e.closest('.scrolls')) out.push(e.tagName + '.' + e.getAttribute('class') + ' to ' + Math.round(r.right));
  }
  return out.slice(0, 8).concat(['page is ' + document.documentElement.scrollWidth + ' wide']);
}"""

OVERLAP = """() => {
  const out = [];
  for (const svg of document.querySelectorAll('svg')) {
    const box = svg.getBoundingClientRect();
    if (!box.width) continue;
    const words = [...svg.querySelectorAll('text')].filter(t => t.textContent.trim()).map(t => [t, t.getBoundingClientRect()])
      .filter(([t, r]) => r.width);
    for (const [t, r] of words)
      if (r.left < box.left - 2 || r.right > box.right + 2) out.push('cut off: ' + t.textContent);
    for (let i = 0; i < words.length; i++) for (let j = i + 1; j < words.length; j++) {
      const a = words[i][1], b = words[j][1];
      const w = Math.min(a.right, b.right) - Math.max(a.left, b.left), h = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
      if (w > 2 && h > 5) out.push('overlap: ' + words[i][0].textContent + ' / ' + words[j][0].textContent);
    }
  }
  return out;
}"""

CLIPPED = """() => [...document.querySelectorAll('main *, header *, footer *')].filter(e => {
  const s = getComputedStyle(e);
  return e.children.length === 0 && e.textContent.trim() && (s.overflowX === 'hidden' || s.textOverflow === 'ellipsis')
    && e.clientWidth > 2 && e.scrollWidth > e.clientWidth + 1;
}).map(e => e.textContent.trim().slice(0, 60))"""

SMALL = """() => [...document.querySelectorAll('a, button, input:not([type=hidden]), select, summary')].filter(e => {
  const r = e.getBoundingClientRect(), s = getComputedStyle(e);
  if (!r.width || s.visibility === 'hidden' || e.closest('p, li, dd, td, .prose')) return false;
  if (e.matches('.skip, .visually-hidden, [type=radio], [type=checkbox]') || r.width <= 1) return false;
  return r.height < 24 || r.width < 24;
}).map(e => e.tagName + ' ' + (e.textContent || e.name).trim().slice(0, 40))"""

PASSAGES = """() => {
  const out = [], walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let n = walk.nextNode(); n; n = walk.nextNode()) {
    const e = n.parentElement;
    if (!e || e.closest('script, style, template, code, pre, .brand, [data-as-written]')) continue;
    const text = n.textContent.replace(/\\s+/g, ' ').trim();
    if (text) out.push([text, e.closest('[lang]')?.getAttribute('lang') || '']);
  }
  for (const e of document.querySelectorAll('[aria-label], [placeholder], [title]'))
    for (const a of ['aria-label', 'placeholder', 'title'])
      if (e.getAttribute(a)) out.push([e.getAttribute(a), e.closest('[lang]')?.getAttribute('lang') || '']);
  out.push([document.title, document.documentElement.lang]);
  return out;
}"""

CHINESE = re.compile(r"[一-鿿]")
ENGLISH_WORDS = re.compile(r"(?:\b[A-Za-z][a-z]{2,}\b[ ,.]+){2,}\b[a-z]{2,}\b|^[A-Z][a-z]{3,}( [a-z]{3,})?[.:]?$")
NAMES = {"Huzhu", "English", "Huzhu 互助", "CSV", "Excel"}


def untranslated(page: Page, language: str) -> list[str]:
    """Passages that stand in the wrong language and are not marked as such."""
    wrong = []
    for text, marked in page.evaluate(PASSAGES):
        said = marked.split("-")[0] or language
        if said != language or text in NAMES:
            continue
        if language == "en" and CHINESE.search(text.replace("互助", "").replace("中文", "")):
            wrong.append(text)
        if language == "zh" and not CHINESE.search(text) and ENGLISH_WORDS.search(text):
            wrong.append(text)
    return wrong


def faults(page: Page, language: str) -> list[str]:
    """Everything the machine finds wrong with the page as it stands."""
    found = [f"overflow {what}" for what in page.evaluate(OVERFLOW)]
    found += page.evaluate(OVERLAP)
    found += [f"clipped {what}" for what in page.evaluate(CLIPPED)]
    found += [f"small target {what}" for what in page.evaluate(SMALL)]
    found += [f"untranslated {what!r}" for what in untranslated(page, language)]
    if (count := page.locator("h1").count()) != 1:
        found.append(f"{count} h1")
    return found
