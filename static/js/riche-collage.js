/* What is pasted comes from anywhere: of a word processor, only the structure and what the server keeps is shown. */
(() => {
  "use strict";
  const KEPT = { P: [], DIV: [], BR: [], STRONG: [], B: [], EM: [], I: [], U: [], H3: [], H4: [], UL: [], OL: [], LI: [], BLOCKQUOTE: [], A: ["href"], IMG: ["src", "alt"] };
  const NAMES = { H1: "H3", H2: "H3", H5: "H4", H6: "H4", TR: "P", DT: "P", DD: "P", PRE: "P", CAPTION: "P" };
  const DROPPED = ["SCRIPT", "STYLE", "TEMPLATE", "TITLE", "HEAD"];
  const LINK = /^(https?:|mailto:|tel:)/i;
  const SCHEME = /^[a-z][a-z\d+.-]*:(?!\d)/i;
  const MARK = /^[\s\u00a0]*(?:[·•▪§\-–o]|\d+[.)]|[a-z][.)])[\s\u00a0]+/i;

  /* The policy of the page forbids styles, even in what is only read: they are kept aside, as data. */
  function read(html) {
    const inert = html.replace(/<style[\s\S]*?<\/style>/gi, "").replace(/<\w[^>]*>/g, (tag) => tag.replace(/\sstyle\s*=/gi, " data-style="));
    return new DOMParser().parseFromString(inert, "text/html").body;
  }
  const styled = (node, name, wanted) => new RegExp(`(?:^|;)\\s*${name}\\s*:\\s*(?:${wanted})`, "i").test(node.dataset.style || "");

  /* Bold, italic and underlined as word processors say them: by the style of a span. */
  function formatsOf(node) {
    if (!["SPAN", "FONT"].includes(node.nodeName)) return [];
    return [
      styled(node, "font-weight", "bold|[6-9]00") && "B",
      styled(node, "font-style", "italic") && "I",
      styled(node, "text-decoration(?:-line)?", "underline") && !node.closest("a") && "U",
    ].filter(Boolean);
  }
  const isPlain = (node) => ["B", "STRONG"].includes(node.nodeName) && styled(node, "font-weight", "normal|400");
  /* A row is one paragraph; so is what an item says first. */
  const isWithin = (node) => Boolean(node.closest("td, th")) || (node.parentNode.nodeName === "LI" && !node.previousElementSibling);

  function isKept(node, name) {
    if (name === "A") return LINK.test(node.getAttribute("href") || "");
    if (["P", "DIV"].includes(node.nodeName) && isWithin(node)) return false;
    return Boolean(KEPT[name]) && !isPlain(node);
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
    for (const one of [...body.querySelectorAll("p[class*=MsoList], p[data-style*=mso-list]")]) {
      const mark = one.querySelector("[data-style*='mso-list:Ignore'], [data-style*='mso-list: Ignore']");
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
    const body = read(html);
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
