//! What keeps people out of a page.

use thirtyfour::WebDriver;

use crate::process::workspace;

/// What keeps people out who see, hear or move in other ways, as far as axe-core finds it (WCAG 2.2 AA).
pub(crate) async fn barriers(page: &WebDriver) -> Vec<String> {
    let axe = workspace().join("ui/node_modules/axe-core/axe.min.js");
    let axe = std::fs::read_to_string(axe).expect("the npm packages are installed; ./test does it");
    page.execute(axe, Vec::new()).await.expect("axe can be loaded");
    let run = "const done = arguments[0];
        const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
        axe.run(document, { runOnly: tags }).then(
          ({ violations }) => done(violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => `${node.html} (${node.failureSummary})`)}`)),
          (error) => done([String(error)]),
        );";
    findings(page, run).await
}

/// What a script finds wrong, in words.
pub(crate) async fn findings(page: &WebDriver, script: &str) -> Vec<String> {
    let found = page.execute_async(script, Vec::new()).await.expect("the check runs");
    serde_json::from_value(found.json().clone()).expect("the check answers sentences")
}
