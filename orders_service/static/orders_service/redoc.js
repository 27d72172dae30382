// Redoc shows its maker's logo and fetches it from its maker's server. Nothing here asks another host for anything.
const source = Object.getOwnPropertyDescriptor(HTMLImageElement.prototype, "src");

function ours(value) {
    const address = new URL(value, location.href);
    return address.protocol === "data:" || address.host === location.host ? value : "data:,";
}

HTMLImageElement.prototype.setAttribute = function (name, value) {
    Element.prototype.setAttribute.call(this, name, name === "src" ? ours(value) : value);
};
Object.defineProperty(HTMLImageElement.prototype, "src", {
    ...source,
    set(value) {
        source.set.call(this, ours(value));
    },
});
