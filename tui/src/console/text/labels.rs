//! Words of the screen: titles, headings, names of figures.

use super::phrases;

phrases! {

    clients: "Clients", "Clients";
    high_risk: "Risque élevé", "High risk";
    sent: "Envoyées", "Sent";
    confidence: "Confiance", "Confidence";
    on_short: "active", "on";
    off_short: "arrêtée", "off";
    working: "en cours…", "working…";
    yes: "oui", "yes";
    no: "non", "no";
    never: "jamais", "never";
    none: "aucun", "none";

    name: "Nom", "Name";
    risk: "Risque", "Risk";
    engagement: "Engagement", "Engagement";
    value: "Valeur", "Value";
    strategy: "Stratégie", "Strategy";
    channels: "Canaux", "Channels";
    search: "Recherche", "Search";
    sorted_by: "tri", "sorted by";

    status: "Statut", "Status";
    priority: "Priorité", "Priority";
    channel: "Canal", "Channel";
    client: "Client", "Client";
    message: "Message", "Message";

    cooldown: "Repos", "Rests";
    fires_for_all: "aucune : elle vaut pour tous, en dernier", "none: it fires for everyone, last";
    also_current: "Clients sur place", "Clients here";

    group_schedule: "Programme", "Schedule";
    group_scores: "Scores", "Scores";
    group_sending: "Envoi", "Sending";
    group_message: "Message", "Message";

    palette: "Actions", "Actions";
    help: "Aide", "Help";
    confirm: "Confirmer", "Confirm";
    loading: "lecture…", "reading…";
    nothing_here: "rien à montrer", "nothing to show";
    too_small: "Agrandissez la fenêtre", "Enlarge the window";
}

impl super::Text {
    /// `label : value`, with the space before the colon that French wants.
    pub fn labelled(self, label: &str, value: &str) -> String {
        format!("{label}{}{value}", self.tr("\u{a0}: ", ": "))
    }
}
