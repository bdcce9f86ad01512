/* What is pasted comes from anywhere: of a word processor, only the structure and what the server keeps is shown. */
(() => {
  "use strict";
  const KEPT = { P: [], DIV: [], BR: [], STRONG: [], B: [], EM: [], I: [], U: [], H3: [], H4: [], UL: [], OL: [], LI: [], BLOCKQUOTE: [], A: ["href"], IMG: ["src", "alt"] };
  const NAMES = { H1: "H3", H2: "H3", H5: "H4", H6: "H4", TR: "P", DT: "P", DD: "P", PRE: "P", CAPTION: "P" };
  const DROPPED = ["SCRIPT", "STYLE", "TEMPLATE", "TITLE", "HEAD"];
  const LINK = /^(https?:|mailto:|tel:)/i;
  const SCHEME = /^[a-z][a-z\d+.-]*:(?!\d)/i;
  const MARK = /^[\s\u00a0]*(?:[·•▪§\-–o]|\d+[.)]|[a-z][.)])[\s\u00a0]+/i;

  /* Bold, italic and underlined as word processors say them: by the style of a span. */
  function formatsOf(node) {
    const { fontWeight: weight, fontStyle, textDecorationLine } = node.style;
    const said = ["SPAN", "FONT"].includes(node.nodeName);
    return [
      said && (weight === "bold" || weight >= 600) && "B",
      said && fontStyle === "italic" && "I",
      said && textDecorationLine.includes("underline") && !node.closest("a") && "U",
    ].filter(Boolean);
  }
  const isPlain = (node) => ["B", "STRONG"].includes(node.nodeName) && ["normal", "400"].includes(node.style.fontWeight);

  function isKept(node, name, images) {
    if (name === "A") return LINK.test(node.getAttribute("href") || "");
    return Boolean(KEPT[name]) && !isPlain(node) && !(name === "P" && node.querySelector("p, div, ul, ol, table"));
  }

  function copy(from, to, images) {
    for (const node of from.childNodes) {
      if (node.nodeType === Node.TEXT_NODE) to.append(document.createTextNode(node.data));
      if (node.nodeType !== Node.ELEMENT_NODE || DROPPED.includes(node.nodeName)) continue;
      const name = NAMES[node.nodeName] || node.nodeName;
      if (name === "IMG" && !(node.getAttribute("src") || "").startsWith(images)) continue;
      let into = to;
      for (const made of [isKept(node, name) && name, ...formatsOf(node)].filter(Boolean)) {
        into = into.appendChild(document.createElement(made));
        (KEPT[made] || []).filter((one) => node.hasAttribute(one)).forEach((one) => into.setAttribute(one, node.getAttribute(one)));
      }
      copy(node, into, images);
      if (["TD", "TH"].includes(node.nodeName) && node.nextElementSibling) into.append(" · ");
    }
  }

  /* A list of Word is a run of paragraphs, each with its mark written out. */
  function gatherLists(body) {
    let list = null;
    for (const one of [...body.querySelectorAll("p[class*=MsoList], p[style*=mso-list]")]) {
      const mark = one.querySelector("[style*='mso-list:Ignore'], [style*='mso-list: Ignore']");
      const said = (mark || one).textContent.trim();
      mark?.remove();
      if (!mark && one.firstChild?.nodeType === Node.TEXT_NODE) one.firstChild.data = one.firstChild.data.replace(MARK, "");
      const name = /^\d+[.)]|^[a-z][.)]/i.test(said) ? "OL" : "UL";
      if (list?.nodeName !== name || list !== one.previousElementSibling) {
        list = document.createElement(name);
        one.before(list);
      }
      const item = document.createElement("LI");
      item.append(...one.childNodes);
      list.append(item);
      one.remove();
    }
  }

  function sanitise(html, images) {
    const { body } = new DOMParser().parseFromString(html, "text/html");
    gatherLists(body);
    const fragment = document.createDocumentFragment();
    copy(body, fragment, images);
    return fragment;
  }

  /* The address as it is kept; null when it cannot be that of a link. */
  function readLink(typed) {
    if (/^[^\s@/:]+@[^\s@/]+\.[^\s@/]+$/.test(typed)) return `mailto:${typed}`;
    const address = SCHEME.test(typed) ? typed : `https://${typed}`;
    if (!LINK.test(address) || /\s/.test(address)) return null;
    if (!/^https?:/i.test(address)) return /^\w+:./.test(address) ? address : null;
    try {
      return /\.|^localhost$/.test(new URL(address).hostname) ? address : null;
    } catch {
      return null;
    }
  }

  window.ComptoirCollage = { sanitise, readLink };
})();
