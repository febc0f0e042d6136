module.exports = { draw: function () { return wx.createOffscreenCanvas({ type: "2d" }) } }
