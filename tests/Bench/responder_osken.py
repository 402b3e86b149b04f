"""A learning switch on os-ken for OpenFlow 1.3: the same work that ResponderLearningSwitch.cs does."""

from os_ken.base import app_manager
from os_ken.controller import ofp_event
from os_ken.controller.handler import MAIN_DISPATCHER, set_ev_cls
from os_ken.lib.packet import ethernet, packet
from os_ken.ofproto import ofproto_v1_3


class LearningSwitch(app_manager.OSKenApp):
    OFP_VERSIONS = [ofproto_v1_3.OFP_VERSION]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.ports = {}  # by datapath and address

    @set_ev_cls(ofp_event.EventOFPPacketIn, MAIN_DISPATCHER)
    def packet_in(self, event):
        message = event.msg
        datapath = message.datapath
        protocol, parser = datapath.ofproto, datapath.ofproto_parser
        in_port = message.match["in_port"]
        frame = packet.Packet(message.data).get_protocol(ethernet.ethernet)
        ports = self.ports.setdefault(datapath.id, {})
        ports[frame.src] = in_port
        out_port = ports.get(frame.dst)
        if out_port is None:
            actions = [parser.OFPActionOutput(protocol.OFPP_FLOOD)]
            data = message.data if message.buffer_id == protocol.OFP_NO_BUFFER else None
            datapath.send_msg(parser.OFPPacketOut(
                datapath=datapath, buffer_id=message.buffer_id, in_port=in_port, actions=actions, data=data))
            return
        actions = [parser.OFPActionOutput(out_port)]
        datapath.send_msg(parser.OFPFlowMod(
            datapath=datapath, buffer_id=message.buffer_id, priority=1, idle_timeout=60,
            match=parser.OFPMatch(in_port=in_port, eth_dst=frame.dst, eth_src=frame.src),
            instructions=[parser.OFPInstructionActions(protocol.OFPIT_APPLY_ACTIONS, actions)]))
