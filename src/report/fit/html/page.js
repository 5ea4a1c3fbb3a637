// The filters. Without this script the matrix is a whole table, and the filters stay hidden.
(() => {
  "use strict";
  const table = document.getElementById("m");
  const form = document.getElementById("filters");
  const before = 3; // columns left of the first platform: workload, verdict, role
  const groups = [...table.tBodies].map((body) => {
    const [head, ...lines] = body.rows;
    const path = head.textContent;
    return {
      body,
      rows: lines.map((line) => {
        const link = line.querySelector("th a");
        return {
          line,
          text: `${path} ${line.cells[0].textContent}`.toLowerCase(),
          verdict: line.cells[1].firstElementChild.className,
          answers: [...line.cells].slice(before).map((cell) => cell.classList[0]),
          section: document.getElementById(link.hash.slice(1)),
          link,
        };
      }),
    };
  });
  const columns = [...table.getElementsByTagName("col")].slice(before);
  const field = (name) => form.elements.namedItem(name);

  const apply = () => {
    const words = field("text").value.toLowerCase().split(/\s+/).filter(Boolean);
    const [platform, answer, verdict] = ["platform", "answer", "verdict"].map((name) => field(name).value);
    const says = (row) => {
      if (!answer) return true;
      return platform ? row.answers[platform] === answer : row.answers.includes(answer);
    };
    let shown = 0;
    let all = 0;
    for (const group of groups) {
      let any = false;
      for (const row of group.rows) {
        const visible =
          words.every((word) => row.text.includes(word)) && (!verdict || row.verdict === verdict) && says(row);
        row.line.hidden = !visible;
        if (row.section) row.section.hidden = !visible;
        any ||= visible;
        shown += visible;
        all += 1;
      }
      group.body.hidden = !any;
    }
    columns.forEach((column, at) => column.classList.toggle("on", platform !== "" && at === Number(platform)));
    const workloads = all === 1 ? "1 workload" : `${all} workloads`;
    field("shown").value = shown === all ? workloads : `${shown} of ${workloads}`;
  };

  form.hidden = false;
  form.addEventListener("input", apply);
  form.addEventListener("submit", (event) => event.preventDefault());
  const clear = () => {
    for (const name of ["text", "platform", "answer", "verdict"]) field(name).value = "";
    apply();
  };
  form.addEventListener("reset", (event) => {
    event.preventDefault();
    clear();
  });
  table.addEventListener("click", (event) => {
    const cell = event.target.closest("td[class]");
    if (cell) location.hash = cell.parentElement.querySelector("th a").hash;
  });
  // A link into a section that a filter hides shows everything again.
  addEventListener("hashchange", () => {
    const target = document.getElementById(location.hash.slice(1));
    if (target && target.hidden) {
      clear();
      target.scrollIntoView();
    }
  });
  apply();
})();
