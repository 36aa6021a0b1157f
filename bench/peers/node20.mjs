// Node 20 lacks what newer versions of libp2p's dependencies use; nothing is replaced where it exists.
Promise.withResolvers ??= () => {
  const parts = {};
  parts.promise = new Promise((resolve, reject) => Object.assign(parts, { resolve, reject }));
  return parts;
};
