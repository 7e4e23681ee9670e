"""All parts of one kiosk, wired together, and the work they do beside the citizens."""

from collections.abc import Callable
from zoneinfo import ZoneInfo

import structlog
import urllib3

from kiosk.clock import SiteClock
from kiosk.config import Config
from kiosk.disk import Disk
from kiosk.giving import Giving
from kiosk.health import HealthTeller, HealthWatch
from kiosk.issue import Issuer
from kiosk.link import Link
from kiosk.loop import Loop
from kiosk.orders import Orders
from kiosk.outbox import Outbox
from kiosk.printing import Printing
from kiosk.scans import Scans
from kiosk.schema import FILE_NAME, StoreFault
from kiosk.serial_scanner import SerialScanner
from kiosk.speech import Speech
from kiosk.staff import StaffMenu
from kiosk.staff_pin import StaffPin
from kiosk.store import Store
from kiosk.wire import Wire
from kiosk.world import World
from printers.addresses import printer_at
from printers.spooler import Spooler
from protocol.ids import new_id

DELIVER_EVERY_S = 2.0
TELL_EVERY_S = 1.0
FETCH_EVERY_S = 0.5
FORGET_EVERY_S = 3_600.0
REOPEN_EVERY_S = 2.0
LOOK_EVERY_S = 0.5
TRY_VOICE_EVERY_S = 60.0

log = structlog.get_logger("kiosk.agent")


class Agent:
    """A kiosk without its page."""

    def __init__(self, config: Config, *, world: World, pool: urllib3.PoolManager) -> None:
        self.config = config
        self.world = world
        zone = ZoneInfo(config.zone)
        self._printers = [printer_at(address) for address in config.printers]
        self.store = Store(config.data, checkpoint=world.checkpoint)
        self.clock = SiteClock(
            self.store, world=world, zone=zone, has_hardware_clock=config.hardware_clock
        )
        self.link = Link(
            self.store,
            wire=Wire(pool, monotonic=world.monotonic),
            clock=self.clock,
            monotonic=world.elapsed_s,
            server=config.server,
            offer_timeout_s=config.offer_timeout_s,
        )
        self.outbox = Outbox(
            self.store,
            link=self.link,
            now=self.clock.now,
            new_id=self.new_id,
            pause=world.pause,
        )
        self.printing = Printing(
            self.store,
            open_spooler=self._spooler_of(zone),
            catalogue=self.link.catalogue,
            clock=self.clock,
            config=config,
            new_id=self.new_id,
        )
        self.giving = Giving(self.store, clock=self.clock, zone=zone)
        self.orders = Orders(
            self.store, link=self.link, printing=self.printing, clock=self.clock, config=config
        )
        self.issuer = self._make_issuer()
        self.speech = Speech(is_wanted=config.speech)
        self.scans = self._new_scans()
        self._scanner = self._serial_scanner()
        self.health = self._health_watch()
        self.teller = HealthTeller(self.health, store=self.store, link=self.link, world=world)
        self.staff = self._staff_menu()
        self._delivering = Loop("outbox", self.outbox.deliver, interval_s=DELIVER_EVERY_S)
        self._loops = self._make_loops()

    def _new_scans(self) -> Scans:
        return Scans(
            self.store,
            link=self.link,
            today=self.clock.service_day,
            monotonic=self.world.elapsed_s,
            random_bytes=self.world.random_bytes,
            grammar=self.config.dossier_grammar,
        )

    def new_id(self) -> str:
        return new_id(self.clock.now(), self.world.random_bytes)

    def start(self) -> None:
        """Begin: first report what a crash left open, then poll, deliver and print."""
        try:
            self.issuer.give_up_open_intents()
        except StoreFault as fault:  # the page says so, and each tap tries again
            log.error("store.failed", reason=str(fault))
        for loop in self._loops:
            loop.start()

    def stop(self) -> None:
        if self._scanner is not None:
            self._scanner.stop()
        for loop in self._loops:
            loop.stop()
        for loop in self._loops:
            loop.join()
        self.printing.stop()
        self.link.close()
        self.store.close()

    def _staff_menu(self) -> StaffMenu:
        return StaffMenu(
            pin=StaffPin(self.config.data, elapsed_s=self.world.elapsed_s),
            store=self.store,
            printing=self.printing,
            health=self.health,
            catalogue=self.link.catalogue,
            clock=self.clock,
            world=self.world,
            new_id=self.new_id,
        )

    def _make_issuer(self) -> Issuer:
        return Issuer(
            self.store,
            link=self.link,
            clock=self.clock,
            world=self.world,
            giving=self.giving,
            queue_slip=self.printing.queue_slip,
            given=self._wake,
            tap_interval_s=self.config.tap_interval_s,
            is_desk=self.config.desk,
        )

    def _make_loops(self) -> tuple[Loop, ...]:
        return (
            Loop("link", self.link.poll, interval_s=self.config.poll_interval_s),
            self._delivering,
            Loop("health", self.teller.tell, interval_s=LOOK_EVERY_S),
            Loop("slips", self._print_and_tell, interval_s=TELL_EVERY_S),
            Loop("orders", self.orders.fetch, interval_s=FETCH_EVERY_S),
            Loop("speech", self.speech.try_voice, interval_s=TRY_VOICE_EVERY_S),
            Loop("forget", self._forget, interval_s=FORGET_EVERY_S),
            *self._scanner_loop(),
        )

    def _serial_scanner(self) -> SerialScanner | None:
        path = self.config.serial_scanner
        return None if path is None else SerialScanner(path, hear=self.scans.hear)

    def _scanner_loop(self) -> tuple[Loop, ...]:
        if self._scanner is None:
            return ()
        return (Loop("scanner", self._scanner.listen, interval_s=REOPEN_EVERY_S),)

    def _spooler_of(self, zone: ZoneInfo) -> Callable[[], Spooler] | None:
        """Give how to open the spooler; None without printers."""
        if not self._printers:
            return None
        return lambda: Spooler(
            self.config.data / FILE_NAME,
            self._printers,
            clock=self.clock.now,
            monotonic=self.world.monotonic,
            zone=zone,
            lock=self.store.lock,
        )

    def _health_watch(self) -> HealthWatch:
        return HealthWatch(
            self.store,
            printing=self.printing,
            link=self.link,
            clock=self.clock,
            disk=Disk(self.config.data, reserve_mb=self.config.reserve_mb),
            world=self.world,
            printer_models={one.name: one.profile.name for one in self._printers},
        )

    def _print_and_tell(self) -> None:
        self.printing.start()
        self.printing.tell_outcomes()

    def _forget(self) -> None:
        self.outbox.forget()
        self.printing.forget()

    def _wake(self) -> None:
        """Something must be printed and told."""
        self.printing.wake()
        self._delivering.wake()
