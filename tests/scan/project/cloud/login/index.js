const wx = require('wx-server-sdk'); wx.getWXContext(); exports.main = () => wx.makeTea()
