//! A catalogue as the reference evaluator reads it: lists of words, nothing computed ahead.

use std::collections::{BTreeMap, BTreeSet};

use toml::{Table, Value};

/// What the text of a catalogue says.
#[derive(Debug, Clone)]
pub(crate) struct Facts {
    /// Ids of permissions with their type.
    pub(crate) permissions: Vec<(String, String)>,
    pub(crate) module_wide: BTreeSet<String>,
    pub(crate) listed_by: BTreeMap<String, String>,
    pub(crate) kinds: BTreeMap<String, Kind>,
    /// Setting the left one sets the right one; single steps.
    pub(crate) dependencies: Vec<(String, String)>,
    /// The left one gives the right one; single steps.
    pub(crate) implications: Vec<(String, String)>,
    pub(crate) roles: BTreeMap<String, BTreeSet<String>>,
    needs: BTreeMap<String, BTreeSet<String>>,
    givers: BTreeMap<String, BTreeSet<String>>,
}

/// A kind of object.
#[derive(Debug, Clone)]
pub(crate) struct Kind {
    pub(crate) of: String,
    pub(crate) under: BTreeSet<String>,
    pub(crate) on: BTreeSet<String>,
}

impl Facts {
    pub(crate) fn read(text: &str) -> Self {
        let root: Table = text.parse().unwrap();
        let mut facts = Self {
            permissions: Vec::new(),
            module_wide: BTreeSet::new(),
            listed_by: BTreeMap::new(),
            kinds: BTreeMap::new(),
            dependencies: Vec::new(),
            implications: Vec::new(),
            roles: BTreeMap::new(),
            needs: BTreeMap::new(),
            givers: BTreeMap::new(),
        };
        for of in tables(&root, "types") {
            let name = word(of, "name");
            let wide = of.get("module-wide") == Some(&Value::Boolean(true));
            let id = |one: &str| if wide { one.to_owned() } else { format!("{one}@{name}") };
            if wide {
                facts.module_wide.insert(name.clone());
            }
            if of.contains_key("listed-by") {
                facts.listed_by.insert(name.clone(), id(&word(of, "listed-by")));
            }
            let permissions = tables(of, "permissions").map(|one| id(&word(one, "name")));
            facts.permissions.extend(permissions.map(|id| (id, name.clone())));
        }
        for kind in tables(&root, "kinds") {
            let set = |key| words(kind, key).into_iter().collect();
            let described = Kind { of: word(kind, "type"), under: set("under"), on: set("on") };
            facts.kinds.insert(word(kind, "name"), described);
        }
        for row in tables(&root, "dependencies") {
            let except = facts.meant(&words(row, "except"));
            for of in facts.meant(&words(row, "of")).difference(&except) {
                let on = facts.meant(&words(row, "on"));
                facts.dependencies.extend(on.into_iter().map(|on| (of.clone(), on)));
            }
        }
        for row in tables(&root, "implications") {
            for given in words(row, "gives") {
                facts.implications.push((word(row, "of"), given));
            }
        }
        facts.follow_all();
        for role in tables(&root, "roles") {
            let allow = facts.meant(&words(role, "allow"));
            let closed = allow.iter().flat_map(|one| facts.needs(one)).chain(&allow).cloned();
            facts.roles.insert(word(role, "name"), closed.collect());
        }
        facts
    }

    fn meant(&self, patterns: &[String]) -> BTreeSet<String> {
        let fits = |pattern: &str, id: &str, of: &str| {
            pattern == "*" || pattern == id || pattern.strip_prefix("*@") == Some(of)
        };
        let all = self.permissions.iter();
        let all = all.filter(|(id, of)| patterns.iter().any(|pattern| fits(pattern, id, of)));
        all.map(|(id, _)| id.clone()).collect()
    }

    pub(crate) fn type_of(&self, id: &str) -> &str {
        &self.permissions.iter().find(|(known, _)| known == id).unwrap().1
    }

    pub(crate) fn is_wide(&self, id: &str) -> bool {
        self.module_wide.contains(self.type_of(id))
    }

    fn follow_all(&mut self) {
        let back = self.implications.iter().map(|(of, given)| (given.clone(), of.clone()));
        let back: Vec<_> = back.collect();
        for (id, _) in &self.permissions {
            let mut needs = follow(&self.dependencies, id);
            needs.remove(id);
            self.needs.insert(id.clone(), needs);
            self.givers.insert(id.clone(), follow(&back, id));
        }
    }

    /// Everything a permission depends on, step by step until nothing is new.
    pub(crate) fn needs(&self, id: &str) -> &BTreeSet<String> {
        &self.needs[id]
    }

    /// The permissions that give this one.
    pub(crate) fn givers(&self, id: &str) -> &BTreeSet<String> {
        &self.givers[id]
    }
}

fn follow(steps: &[(String, String)], from: &str) -> BTreeSet<String> {
    let mut reached: BTreeSet<String> = BTreeSet::new();
    loop {
        let next = |one: &(String, String)| one.0 == from || reached.contains(&one.0);
        let more: BTreeSet<String> =
            steps.iter().filter(|one| next(one)).map(|one| one.1.clone()).collect();
        if more.is_subset(&reached) {
            return reached;
        }
        reached.extend(more);
    }
}

fn tables<'a>(table: &'a Table, key: &str) -> impl Iterator<Item = &'a Table> {
    let list = table.get(key).and_then(Value::as_array);
    list.into_iter().flatten().map(|one| one.as_table().unwrap())
}

fn word(table: &Table, key: &str) -> String {
    table[key].as_str().unwrap().to_owned()
}

fn words(table: &Table, key: &str) -> Vec<String> {
    let list = table.get(key).and_then(Value::as_array);
    list.into_iter().flatten().map(|one| one.as_str().unwrap().to_owned()).collect()
}
