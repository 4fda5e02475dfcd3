//! A second opinion on PowerShell scripts: the two tree-sitter grammars that there are.
//!
//! The first opinion is the tokenizer of `windows-dhcp`. The grammars know structure, and they know
//! less of characters than PowerShell: U+2018 to U+201B are quotes to PowerShell and letters to
//! them, so an injection through one of these looks harmless here. They can object to a script, and
//! they cannot clear it.

use tree_sitter::{Language, LanguageError, Node, Parser};

/// A grammar by its name.
pub struct Grammar {
    /// Name of its crate.
    pub name: &'static str,
    parser: Parser,
}

/// What a grammar makes of a script.
#[derive(Debug, PartialEq, Eq)]
pub struct Opinion {
    /// Whether it has a node that stands for an error or for something that is missing.
    pub errors: bool,
    /// How many commands there are.
    pub commands: usize,
    /// What stands in each string literal, quotes included.
    pub literals: Vec<String>,
}

impl Grammar {
    /// Both grammars.
    ///
    /// # Errors
    /// If a grammar does not fit the version of tree-sitter.
    pub fn both() -> Result<[Self; 2], LanguageError> {
        let of = |name, language: Language| {
            let mut parser = Parser::new();
            parser.set_language(&language)?;
            Ok(Self { name, parser })
        };
        Ok([
            of("tree-sitter-powershell", tree_sitter_powershell::LANGUAGE.into())?,
            of("tree-sitter-pwsh", tree_sitter_pwsh::LANGUAGE.into())?,
        ])
    }

    /// Parses a script; `None` where the parser gave up.
    pub fn read(&mut self, script: &str) -> Option<Opinion> {
        let tree = self.parser.parse(script, None)?;
        let root = tree.root_node();
        let mut opinion = Opinion { errors: root.has_error(), commands: 0, literals: Vec::new() };
        gather(root, script, &mut opinion);
        Some(opinion)
    }
}

fn gather(node: Node<'_>, script: &str, opinion: &mut Opinion) {
    match node.kind() {
        "command" => opinion.commands += 1,
        "string_literal" => {
            opinion.literals.push(script.get(node.byte_range()).unwrap_or("").to_owned());
        }
        _ => {}
    }
    let mut cursor = node.walk();
    for child in node.children(&mut cursor) {
        gather(child, script, opinion);
    }
}

#[cfg(test)]
mod tests;
