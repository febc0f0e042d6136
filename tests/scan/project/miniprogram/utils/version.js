exports.compareVersion = (left, right) => left.localeCompare(right, undefined, { numeric: true })
