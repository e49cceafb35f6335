//! Whole sentences of the status line and the dialogs.

use relance::{locale::Locale, operator::Role, stage::Stage};

use super::{Text, phrases};

phrases! {
    busy: "Une action est en cours : attendez qu'elle finisse.", "An action is under way: wait until it is done.";
    nothing_selected: "Rien n'est sélectionné.", "Nothing is selected.";
    refreshed: "À jour.", "Up to date.";
    reconnected: "La base de données répond de nouveau.", "The database answers again.";
    wait_for_settings: "Les paramètres ne sont pas encore lus.", "The settings have not been read yet.";
    disk_full: "Le disque de la base est plein, rien n'est enregistré : faites de la place, puis recommencez.",
        "The database's disk is full, nothing was saved: make room, then do it again.";
    discard: "Le texte a changé. L'abandonner ?", "The text has changed. Discard it?";
    broken: "L'action s'est interrompue : rafraîchissez avec R, puis voyez où elle en est.",
        "The action broke off: refresh with R, then see how far it came.";
    mouse_on: "Souris active : M la rend au terminal.", "Mouse on: M gives it back to the terminal.";
    mouse_off: "Souris rendue au terminal.", "Mouse given back to the terminal.";
    pasted_nowhere: "Texte collé, rien n'a été fait : ouvrez d'abord un champ.",
        "Pasted text, nothing was done: open a field first.";
    copied: "Copié.", "Copied.";
    demo_notice: "La base était vide : ces clients sont inventés. `relance import` les remplace par les vôtres.",
        "The database was empty: these clients are invented. `relance import` replaces them by yours.";
}

impl Text {
    pub fn not_allowed(self, role: Role, needed: Role) -> String {
        let (role, needed) = (self.role_word(role), self.role_word(needed));
        match self.0 {
            Locale::Fr => format!("Vous êtes {role} : il faut être {needed}. Demandez à un administrateur."),
            Locale::En => format!("You are {role}, and this needs the role {needed}: ask an admin."),
        }
    }

    pub fn role_changed(self, role: Role) -> String {
        match self.0 {
            Locale::Fr => {
                format!("Un administrateur a changé votre rôle : vous êtes {} maintenant.", self.role_word(role))
            }
            Locale::En => format!("An admin has changed your role: you are {} now.", self.role_word(role)),
        }
    }

    /// Said on the terminal, once the console has closed by itself.
    pub const fn shut_out(self) -> &'static str {
        self.tr(
            "la console s'est fermée, car vous n'êtes plus un opérateur actif de cette base : demandez à un administrateur",
            "the console has closed, for you are no active operator of this database any more: ask an admin",
        )
    }

    pub fn works_elsewhere(self, place: &str) -> String {
        match self.0 {
            Locale::Fr => format!("Cette touche vaut ailleurs : {place}."),
            Locale::En => format!("That key works elsewhere: {place}."),
        }
    }

    pub fn progress(self, stage: Stage, done: u64, total: Option<u64>) -> String {
        let done = self.number(i64::try_from(done).unwrap_or(i64::MAX));
        match total {
            Some(total) => {
                format!("{}… {done} / {}", self.stage(stage), self.number(i64::try_from(total).unwrap_or(i64::MAX)))
            }
            None => format!("{}… {done}", self.stage(stage)),
        }
    }
}
