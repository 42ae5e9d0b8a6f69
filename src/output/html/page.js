(function () {
  "use strict";
  var table = document.getElementById("findings-table");
  var place = document.getElementById("findings-tools");
  if (!table || !place || table.tBodies[0].rows.length < 2) { return; }
  var body = table.tBodies[0];
  var rows = Array.prototype.slice.call(body.rows);
  var cards = {};
  document.querySelectorAll("details[data-card]").forEach(function (card) { cards[card.dataset.card] = card; });

  function make(name, text) {
    var element = document.createElement(name);
    if (text) { element.textContent = text; }
    return element;
  }

  // Filter: words of a row or of its card, and severity.
  var words = make("input");
  words.type = "search";
  var severity = make("select");
  ["all", "error", "warning", "info"].forEach(function (word) {
    if (word !== "all" && !body.querySelector("tr." + word)) { return; }
    var option = make("option", place.dataset[word]);
    option.value = word;
    severity.appendChild(option);
  });
  var result = make("output");
  var texts = rows.map(function (row) {
    var card = cards[row.dataset.card];
    return (row.textContent + " " + (card ? card.textContent : "")).toLowerCase();
  });
  function filter() {
    var wanted = words.value.toLowerCase().split(/\s+/);
    var shown = 0;
    rows.forEach(function (row, at) {
      var fits = (severity.value === "all" || row.classList.contains(severity.value)) &&
        wanted.every(function (word) { return texts[at].indexOf(word) >= 0; });
      row.hidden = !fits;
      if (cards[row.dataset.card]) { cards[row.dataset.card].hidden = !fits; }
      shown += fits ? 1 : 0;
    });
    result.textContent = shown === rows.length ? "" : place.dataset.shown.replace("{n}", shown).replace("{all}", rows.length);
  }
  var tools = make("div");
  tools.className = "tools";
  [[place.dataset.filter, words], [place.dataset.severity, severity]].forEach(function (pair) {
    var label = make("label", pair[0]);
    label.appendChild(pair[1]);
    pair[1].addEventListener("input", filter);
    tools.appendChild(label);
  });
  tools.appendChild(result);
  place.appendChild(tools);

  // Sort: a button in every heading whose cells can be compared.
  function key(row, column) {
    var cell = row.cells[column];
    return cell.dataset.v === undefined ? cell.textContent.trim().toLowerCase() : Number(cell.dataset.v);
  }
  Array.prototype.forEach.call(table.tHead.rows[0].cells, function (head, column) {
    if (head.classList.contains("x")) { return; }
    var button = make("button", head.textContent);
    button.type = "button";
    head.textContent = "";
    head.appendChild(button);
    button.addEventListener("click", function () {
      var before = head.getAttribute("aria-sort");
      var numeric = rows[0].cells[column].dataset.v !== undefined && column > 0;
      var down = before ? before === "ascending" : numeric;
      Array.prototype.forEach.call(table.tHead.rows[0].cells, function (other) { other.removeAttribute("aria-sort"); });
      head.setAttribute("aria-sort", down ? "descending" : "ascending");
      rows.slice().sort(function (a, b) {
        var x = key(a, column), y = key(b, column);
        var order = x < y ? -1 : x > y ? 1 : rows.indexOf(a) - rows.indexOf(b);
        return down ? -order : order;
      }).forEach(function (row) { body.appendChild(row); });
    });
  });
}());
