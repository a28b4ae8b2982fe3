//! The same tree gives the same bytes, whatever the threads did.

use crate::harness::{COSTLY_PYTHON, COSTLY_RUST, HALF_BROKEN_RUST, Tree};

#[test]
fn output_does_not_depend_on_threads_or_luck() {
    // The reports are there from the start: they are files of the tree, and counted.
    let tree = Tree::new(&[("s", ""), ("j", "")]);
    for i in 0..40 {
        tree.write(&format!("a{}/src/lib{i}.rs", i % 7), &COSTLY_RUST.replace("hits", &format!("hits{i}")));
        tree.write(&format!("b{}/mail{i}.py", i % 5), COSTLY_PYTHON);
        tree.write(&format!("c/odd{i}.rs"), HALF_BROKEN_RUST);
    }
    let run = |threads: &str| {
        tree.run(&["check", "--threads", threads, "--output", "human", "--output", "sarif=s", "--output", "json=j"])
            .exits(1)
            .says("80 errors");
        let human = tree.run(&["check", "--threads", threads]).stdout;
        let json = tree.read("j");
        let without_time = |text: &str, time: &str| {
            text.lines().filter(|line| !line.contains(time)).map(|line| format!("{line}\n")).collect::<String>()
        };
        (without_time(&human, " read in "), tree.read("s"), without_time(&json, "\"seconds\""))
    };
    let first = run("1");
    for threads in ["1", "2", "8", "8"] {
        let again = run(threads);
        assert!(again.0 == first.0, "human, {threads} threads:\n{}\n{}", again.0, first.0);
        assert!(again.1 == first.1, "sarif, {threads} threads:\n{}\n{}", again.1, first.1);
        assert!(again.2 == first.2, "json, {threads} threads:\n{}\n{}", again.2, first.2);
    }
}
