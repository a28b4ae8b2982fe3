//! What files that no frontend reads are called when they are counted. Names only: which languages
//! are read is not known here.

use skinflint_base::RelPath;

/// Extension → language, sorted by extension.
const LANGUAGES: &[(&str, &str)] = &[
    ("bash", "Shell"),
    ("c", "C"),
    ("cc", "C++"),
    ("cjs", "JavaScript"),
    ("clj", "Clojure"),
    ("cpp", "C++"),
    ("cs", "C#"),
    ("css", "CSS"),
    ("cts", "TypeScript"),
    ("cxx", "C++"),
    ("dart", "Dart"),
    ("erl", "Erlang"),
    ("ex", "Elixir"),
    ("exs", "Elixir"),
    ("fs", "F#"),
    ("go", "Go"),
    ("graphql", "GraphQL"),
    ("groovy", "Groovy"),
    ("h", "C"),
    ("hcl", "HCL"),
    ("hpp", "C++"),
    ("hs", "Haskell"),
    ("html", "HTML"),
    ("ipynb", "Jupyter"),
    ("java", "Java"),
    ("jl", "Julia"),
    ("js", "JavaScript"),
    ("json", "JSON"),
    ("jsx", "JavaScript"),
    ("kt", "Kotlin"),
    ("kts", "Kotlin"),
    ("lua", "Lua"),
    ("m", "Objective-C"),
    ("md", "Markdown"),
    ("mjs", "JavaScript"),
    ("ml", "OCaml"),
    ("mts", "TypeScript"),
    ("nix", "Nix"),
    ("php", "PHP"),
    ("pl", "Perl"),
    ("proto", "Protocol Buffers"),
    ("ps1", "PowerShell"),
    ("py", "Python"),
    ("pyi", "Python"),
    ("r", "R"),
    ("rb", "Ruby"),
    ("rs", "Rust"),
    ("rst", "reStructuredText"),
    ("scala", "Scala"),
    ("scss", "CSS"),
    ("sh", "Shell"),
    ("sol", "Solidity"),
    ("sql", "SQL"),
    ("svelte", "Svelte"),
    ("swift", "Swift"),
    ("tf", "Terraform"),
    ("tfvars", "Terraform"),
    ("toml", "TOML"),
    ("ts", "TypeScript"),
    ("tsx", "TypeScript"),
    ("vb", "Visual Basic"),
    ("vue", "Vue"),
    ("xml", "XML"),
    ("yaml", "YAML"),
    ("yml", "YAML"),
    ("zig", "Zig"),
];

/// The name under which a file is counted. An extension that is no plain short word is foreign text
/// and not repeated: a repository could otherwise write lines of its own into the output.
pub(crate) fn name_of(path: &RelPath) -> String {
    let extension = path.extension();
    if let Ok(i) = LANGUAGES.binary_search_by_key(&extension.as_str(), |(ext, _)| ext) {
        return LANGUAGES[i].1.to_owned();
    }
    let plain = !extension.is_empty() && extension.len() <= 12 && extension.bytes().all(|b| b.is_ascii_alphanumeric());
    if plain { format!(".{extension}") } else { "other".to_owned() }
}

#[cfg(test)]
mod tests {
    use super::{LANGUAGES, name_of};
    use skinflint_base::RelPath;

    #[test]
    fn every_extension_of_the_table_is_found() {
        for (extension, language) in LANGUAGES {
            assert_eq!(name_of(&RelPath::from(format!("x/y.{extension}").as_str())), *language, "{extension}");
        }
    }

    #[test]
    fn a_hostile_extension_is_not_repeated() {
        assert_eq!(name_of(&RelPath::from("a.\n::error::x")), "other");
        assert_eq!(name_of(&RelPath::from("Makefile")), "other");
        assert_eq!(name_of(&RelPath::from("logo.PNG")), ".png");
    }
}
