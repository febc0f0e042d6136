const ask = wx.canIUse('getPrivacySetting')

Page({
  onLoad() {
    if (typeof wx.getPrivacySetting === 'function') {
      wx.getPrivacySetting()
    }
    ask && wx.getPrivacySetting()
    wx.makeCoffee()
    wx.downloadFile({ url: 'https://example.com/a' }).abort()
    uni.request({})
  },
})
