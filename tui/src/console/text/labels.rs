//! Words of the screen: titles, headings, names of figures.

use super::phrases;

phrases! {
    waiting: "À régler", "To look after";
    all_is_well: "rien n'attend", "nothing waits";
    written: "Écrites", "Written";
    last_run: "Dernier passage", "Last run";
    next_run: "Prochaine analyse", "Next analysis";
    today: "aujourd'hui", "today";
    soon: "d'un moment à l'autre", "any moment";
    tab_overview: "Vue d'ensemble", "Overview";
    tab_clients: "Clients", "Clients";
    tab_follow_ups: "Relances", "Follow-ups";
    tab_strategies: "Stratégies", "Strategies";
    tab_settings: "Paramètres", "Settings";

    clients: "Clients", "Clients";
    high_risk: "Risque élevé", "High risk";
    to_follow_up: "À relancer", "To follow up";
    total_value: "Valeur totale", "Total value";
    by_status: "Relances par statut", "Follow-ups by status";
    written_today: "Écrites aujourd'hui", "Written today";
    sent_today: "Envoyées aujourd'hui", "Sent today";
    sent: "Envoyées", "Sent";
    confidence: "Confiance", "Confidence";
    confidence_short: "Conf", "Conf";
    returns: "Retours", "Returns";
    returned_value: "Retours", "Came back";
    schedule: "Programme", "Schedule";
    delivery: "Envoi", "Delivery";
    by_outbox: "dossier local", "a local folder";
    by_outbox_elsewhere: "autre processus", "another process";
    by_lambda: "Lambda (AWS)", "Lambda (AWS)";
    auto_mode: "Mode automatique", "Automatic mode";
    data: "Données", "Data";
    invented: "démonstration", "invented (demo)";
    booked: "réelles", "real";
    on: "actif", "on";
    off: "arrêté", "off";
    on_short: "active", "on";
    off_short: "arrêtée", "off";
    working: "en cours…", "working…";
    yes: "oui", "yes";
    no: "non", "no";
    never: "jamais", "never";
    none: "aucun", "none";

    name: "Nom", "Name";
    nameless: "(sans nom)", "(no name)";
    address: "Client", "Client";
    risk: "Risque", "Risk";
    risk_short: "Risq", "Risk";
    engagement: "Engagement", "Engagement";
    engagement_short: "Eng.", "Eng.";
    value: "Valeur", "Value";
    last_activity: "Dernière act.", "Last seen";
    last_activity_short: "Activité", "Last seen";
    next: "Proch.", "Next";
    strategy: "Stratégie", "Strategy";
    reservations: "Réservations", "Reservations";
    cancellations: "annulées", "cancelled";
    channels: "Canaux", "Channels";
    best_hours: "Meilleures heures", "Best hours";
    interests: "Intérêts", "Interests";
    phone: "Téléphone", "Phone";
    next_follow_up: "Prochaine relance", "Next follow-up";
    recommended: "Recommandée", "Recommended";
    last_sent: "Dernier envoi", "Last sent";
    now_heading: "Et maintenant ?", "What now?";
    history: "Ses relances", "Their follow-ups";
    no_history: "aucune relance jusqu'ici", "no follow-up so far";
    search: "Recherche", "Search";
    sorted_by: "tri", "sorted by";
    no_channel: "aucun : pas d'adresse ou pas d'accord", "none: no address or no consent";

    status: "Statut", "Status";
    priority: "Priorité", "Priority";
    channel: "Canal", "Channel";
    due: "Date", "Date";
    client: "Client", "Client";
    subject: "Objet", "Subject";
    message: "Message", "Message";
    facts: "Faits", "Facts";
    written_by: "Texte", "Text";
    approved: "Approuvée", "Approved";
    attempts: "Essais", "Attempts";
    next_try: "Prochain essai", "Next try";
    reason: "Raison", "Reason";
    old_row: "ligne de l'ancien système, sans feuille de faits", "row of the old system, without a fact sheet";
    fact_first_name: "prénom", "first name";
    fact_last_space: "dernier espace", "last space";
    fact_favourite: "espace préféré", "favourite space";
    fact_months: "mois de fidélité", "months as client";
    fact_offer: "remise", "offer";
    fact_season: "occasion", "occasion";
    until: "jusqu'au", "until";

    cooldown: "Repos", "Rests";
    conditions: "Conditions", "Conditions";
    conditions_short: "Cond.", "Cond.";
    fires_for_all: "aucune : elle vaut pour tous, en dernier", "none: it fires for everyone, last";
    windows: "Périodes", "Windows";
    all_year: "toute l'année", "the whole year";
    also_current: "Clients sur place", "Clients here";
    prompt: "Consigne du rédacteur", "The writer's brief";
    unusable: "inutilisable", "unusable";
    unusable_why: "Cette stratégie est laissée de côté :", "This strategy is left out:";

    group_schedule: "Programme", "Schedule";
    group_scores: "Scores", "Scores";
    group_sending: "Envoi", "Sending";
    group_message: "Message", "Message";
    default_value: "D'origine", "Default";
    never_changed: "jamais changé ici", "never changed here";
    allowed: "Valeurs permises", "Allowed values";

    new_strategy: "Nouvelle stratégie", "New strategy";
    identifier: "Identifiant", "Identifier";
    description: "Description", "Description";
    cooldown_days: "Repos (jours)", "Rests (days)";
    condition_label: "Condition", "Condition";
    window_label: "Période", "Window";
    brief: "Consigne", "Brief";
    french_template: "Modèle (fr)", "Template (fr)";
    english_template: "Modèle (en)", "Template (en)";
    what_it_does: "Ce qu'elle ferait", "What it would do";
    once_it_is_complete: "dès qu'elle est complète", "once it is complete";
    fires_for: "clients remplissent ses conditions", "clients meet its conditions";
    would_choose: "seraient relancés par elle", "would be followed up by it";
    would_write_today: "au plus seraient écrites aujourd'hui", "at most would be written today";
    no_draft: "aucun texte ne peut en être écrit", "no text can be written by it";
    strategy_saved: "Stratégie enregistrée.", "Strategy saved.";
    cooldown_wanted: "Le repos : un nombre entier de jours.", "Rest: a whole number of days.";
    window_wanted: "Une période : un nom, puis MM-JJ MM-JJ, comme rentrée 08-25 09-20.",
        "A window: a name, then MM-DD MM-DD, like rentrée 08-25 09-20.";
    review: "Relecture", "Review";
    why_heading: "Pourquoi", "Why";
    as_text: "texte brut (t : HTML)", "plain text (t: HTML)";
    as_html: "HTML rendu en texte (t : texte brut)", "HTML rendered as text (t: plain text)";
    as_push: "notification push", "push notification";
    no_sms_price: "coût inconnu : réglez sms_price", "cost unknown: set sms_price";
    client_gone: "Ce client n'a plus de réservation lisible.", "This client has no readable reservation any more.";
    sure_history: "histoire connue", "known history";
    sure_strategy: "stratégie nette", "clear strategy";
    sure_writer: "écriture", "writing";
    sure_then: "calculée à l'écriture : depuis, les faits ont changé", "computed when written: the facts have changed since";
    palette: "Actions", "Actions";
    help: "Aide", "Help";
    confirm: "Confirmer", "Confirm";
    edit_title: "Modifier la relance", "Edit the follow-up";
    cancel_title: "Annuler la relance", "Cancel the follow-up";
    reschedule_title: "Reporter la relance", "Reschedule the follow-up";
    change_title: "Changer un paramètre", "Change a setting";
    cancel_hint: "Pourquoi ? (peut rester vide)", "Why? (may stay empty)";
    reschedule_hint: "demain 9h · lundi · +3j · 23/11 · 23/11/2026 14:30", "tomorrow 9:00 · monday · +3d · 2026-11-23 · 2026-11-23 14:30";
    loading: "lecture…", "reading…";
    nothing_here: "rien à montrer", "nothing to show";
    too_small: "Agrandissez la fenêtre", "Enlarge the window";
}

impl super::Text {
    /// `label : value`, with the space before the colon that French wants.
    pub fn labelled(self, label: &str, value: &str) -> String {
        format!("{label}{}{value}", self.say("\u{a0}: ", ": "))
    }

    /// The heading of a context's keys in the help.
    pub const fn context(self, context: crate::console::keys::Context) -> &'static str {
        use crate::console::keys::Context;
        match context {
            Context::Everywhere => self.say("Partout", "Everywhere"),
            Context::Always => self.say("Toujours", "Always"),
            Context::List => self.say("Dans une liste", "In a list"),
            Context::Detail => self.say("Dans un détail", "In a detail"),
            Context::Overview => self.tab_overview(),
            Context::Clients => self.tab_clients(),
            Context::FollowUps => self.tab_follow_ups(),
            Context::Strategies => self.tab_strategies(),
            Context::Settings => self.tab_settings(),
            Context::Decide => self.say("Décider d'une relance", "Deciding about a follow-up"),
            Context::Review => self.say("Relecture", "Review"),
            Context::Palette => self.say("Palette", "Palette"),
            Context::Form => self.say("Stratégie à écrire", "Strategy being written"),
            Context::Search => self.search(),
            Context::Confirm => self.say("Question", "Question"),
            Context::Line => self.say("Champ à remplir", "Field to fill in"),
            Context::Editor => self.say("Éditeur", "Editor"),
            Context::Help => self.help(),
        }
    }
}
