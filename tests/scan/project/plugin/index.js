module.exports = {
  save: () => wx.setStorageSync('a', 1),
  tick: () => wx.nextTick(() => 0),
}
