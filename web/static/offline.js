// Leaves the worker that shows the emergency page when the house is silent. Without it nothing is lost.

if ("serviceWorker" in navigator) navigator.serviceWorker.register("/worker.js").catch(() => {});
