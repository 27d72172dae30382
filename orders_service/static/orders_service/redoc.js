// Redoc shows its maker's logo and fetches it from its maker's server. Nothing here asks another host for anything.
HTMLImageElement.prototype.setAttribute = function (name, value) {
    const address = name === "src" ? new URL(value, location.href) : location;
    const isOurs = address.protocol === "data:" || address.host === location.host;
    Element.prototype.setAttribute.call(this, name, isOurs ? value : "data:,");
};
